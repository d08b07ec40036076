package dev.hpk.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hpk.api.job.JobState;
import dev.hpk.report.StatusWriter.Outcome;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

@EnabledIfEnvironmentVariable(named = "HPK_TESTBED", matches = ".+")
class StatusWriterIT {

  private final KubernetesClient client = new KubernetesClientBuilder().build();
  private final String namespace = "status-" + UUID.randomUUID().toString().substring(0, 8);
  private final StatusWriter writer = new StatusWriter(client);

  @BeforeEach
  void makeNamespace() {
    client
        .resource(
            new NamespaceBuilder().withNewMetadata().withName(namespace).endMetadata().build())
        .create();
  }

  @AfterEach
  void removeNamespace() {
    client.pods().inNamespace(namespace).withGracePeriod(0).delete();
    client.namespaces().withName(namespace).delete();
    client.close();
  }

  @Test
  void the_api_server_keeps_a_status_exactly_as_it_was_mapped() {
    Pod pod = create("p");
    Situation situation = Situation.of(pod).started(1).running("a", 0, 2);

    Pod running = writer.write(pod, situation.at(2)).pod();
    situation.status(running.getStatus());
    assertThat(writer.write(running, situation.at(60)).outcome()).isEqualTo(Outcome.UNCHANGED);

    situation.exited("a", 0, 2, 3, 7, "Error", "it broke").ended(4, "Failed");
    PodStatus failed = situation.at(5);
    assertThat(writer.write(running, failed).outcome()).isEqualTo(Outcome.WRITTEN);

    PodStatus stored = read("p").getStatus();
    assertThat(stored.getPhase()).isEqualTo("Failed");
    assertThat(stored.getContainerStatuses()).isEqualTo(failed.getContainerStatuses());
    assertThat(stored.getConditions()).containsExactlyInAnyOrderElementsOf(failed.getConditions());
    assertThat(stored.getPodIPs()).isEqualTo(failed.getPodIPs());
  }

  @Test
  void a_condition_that_somebody_else_sets_meanwhile_survives() {
    Pod pod = create("p");
    client
        .pods()
        .resource(pod)
        .subresource("status")
        .patch(
            PatchContext.of(PatchType.STRATEGIC_MERGE),
            "{\"status\":{\"conditions\":[{\"type\":\"lab/checked\",\"status\":\"True\"}]}}");

    writer.write(pod, Situation.of(pod).started(1).running("a", 0, 2).at(2));

    assertThat(read("p").getStatus().getConditions())
        .extracting(PodCondition::getType)
        .contains("lab/checked", "Ready", "ContainersReady", "PodScheduled");
  }

  @Test
  void a_reason_and_a_conditions_message_go_away() {
    Pod pod = create("p");
    Situation situation = Situation.of(pod).job(JobState.PENDING, "Resources");
    Pod pending = writer.write(pod, situation.at(1)).pod();
    assertThat(pending.getStatus().getReason()).isEqualTo("JobPending");
    situation.status(pending.getStatus()).started(2).running("a", 0, 3);

    Pod running = writer.write(pending, situation.at(3)).pod();

    assertThat(running.getStatus().getReason()).isNull();
    assertThat(Situation.condition(running.getStatus(), "Ready"))
        .extracting("status", "message")
        .containsExactly("True", null);
  }

  @Test
  void a_pod_made_anew_under_the_same_name_is_never_hit() {
    Pod first = create("p");
    client.pods().resource(first).withGracePeriod(0).delete();
    Pod second = create("p");
    PodStatus status = Situation.of(first).started(1).running("a", 0, 2).at(2);

    assertThat(writer.write(first, status).outcome()).isEqualTo(Outcome.GONE);
    new PodDeleter(client).delete(first);

    assertThat(read("p").getMetadata().getUid()).isEqualTo(second.getMetadata().getUid());
    assertThat(read("p").getStatus().getContainerStatuses()).isEmpty();
  }

  @Test
  void a_pod_that_is_gone_is_no_error() {
    Pod pod = create("p");
    new PodDeleter(client).delete(pod);
    assertThat(read("p")).isNull();

    assertThat(writer.write(pod, Situation.of(pod).at(1)).outcome()).isEqualTo(Outcome.GONE);
    new PodDeleter(client).delete(pod);
  }

  private Pod create(String name) {
    Pod pod = Situation.pod("Never", List.of(), List.of("a"));
    return client
        .resource(
            new PodBuilder(pod)
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(name)
                .endMetadata()
                .editSpec()
                .withNodeName("no-such-node")
                .withAutomountServiceAccountToken(false)
                .endSpec()
                .build())
        .create();
  }

  private Pod read(String name) {
    return client.pods().inNamespace(namespace).withName(name).get();
  }
}
