package dev.hpk.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hpk.api.job.JobState;
import dev.hpk.report.StatusWriter.Outcome;
import dev.hpk.testkit.cluster.InMemoryApiServer;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StatusWriterMergeTest {

  private final InMemoryApiServer server = new InMemoryApiServer();
  private final KubernetesClient client = server.client();

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void a_status_arrives_whole_and_conditions_of_others_survive() {
    Pod created =
        client.pods().inNamespace("lab").resource(Situation.withContainers("a").pod()).create();
    Situation situation = Situation.of(created).started(1);
    StatusWriter writer = new StatusWriter(client);
    PodStatus first = situation.at(1);
    Pod taken = writer.write(created, first).pod();
    assertThat(taken.getStatus()).isEqualTo(first);

    PodStatus withForeign =
        first
            .edit()
            .addNewCondition()
            .withType("lab/checked")
            .withStatus("True")
            .endCondition()
            .build();
    Pod changed = taken.edit().withStatus(withForeign).build();
    changed = client.resource(changed).updateStatus();
    PodStatus second = situation.status(withForeign).running("a", 0, 2).at(2);

    assertThat(writer.write(changed, second).outcome()).isEqualTo(Outcome.WRITTEN);
    PodStatus stored = client.resource(changed).get().getStatus();
    assertThat(stored.getContainerStatuses()).isEqualTo(second.getContainerStatuses());
    assertThat(stored.getPhase()).isEqualTo("Running");
    assertThat(stored.getConditions())
        .extracting(PodCondition::getType)
        .containsExactlyInAnyOrder(
            "PodReadyToStartContainers",
            "Initialized",
            "Ready",
            "ContainersReady",
            "PodScheduled",
            "lab/checked");
    assertThat(Situation.condition(stored, "Ready").getStatus()).isEqualTo("True");
    assertThat(Situation.condition(stored, "Ready").getMessage()).isNull();
  }

  @Test
  void a_reason_that_is_no_more_is_removed() {
    Pod created =
        client.pods().inNamespace("lab").resource(Situation.withContainers("a").pod()).create();
    Situation situation = Situation.of(created).job(JobState.PENDING, "Resources");
    StatusWriter writer = new StatusWriter(client);
    Pod pending = writer.write(created, situation.at(1)).pod();
    assertThat(pending.getStatus().getReason()).isEqualTo("JobPending");

    situation.status(pending.getStatus()).started(2);
    Pod started = writer.write(pending, situation.at(2)).pod();

    assertThat(started.getStatus().getReason()).isNull();
    assertThat(started.getStatus().getMessage()).isNull();
  }
}
