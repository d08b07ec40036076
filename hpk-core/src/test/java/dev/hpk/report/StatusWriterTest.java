package dev.hpk.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hpk.api.HpkException;
import dev.hpk.report.StatusWriter.Outcome;
import dev.hpk.report.StatusWriter.Written;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@EnableKubernetesMockClient
class StatusWriterTest {

  private static final String POD = "/api/v1/namespaces/lab/pods/p";

  KubernetesMockServer server;
  KubernetesClient client;

  @Test
  void a_status_is_patched_and_the_pod_as_taken_comes_back() throws InterruptedException {
    Situation situation = Situation.withContainers("a");
    PodStatus status = situation.at(1);
    Pod taken = situation.pod().edit().withStatus(status).build();
    server.expect().patch().withPath(POD + "/status").andReturn(200, taken).once();

    Written written = new StatusWriter(client).write(situation.pod(), status);

    assertThat(written.outcome()).isEqualTo(Outcome.WRITTEN);
    assertThat(written.pod().getStatus()).isEqualTo(status);
    assertThat(server.getLastRequest().getHeader("Content-Type"))
        .startsWith("application/strategic-merge-patch+json");
    assertThat(server.getLastRequest().getBody().readUtf8())
        .contains("\"metadata\":{\"uid\":\"" + Situation.UID + "\"}");
    assertThat(server.getRequestCount()).isEqualTo(1);
  }

  @Test
  void an_equal_status_is_not_written() {
    Situation situation = Situation.withContainers("a");
    PodStatus status = situation.publish(1);

    assertThat(new StatusWriter(client).write(situation.pod(), status).outcome())
        .isEqualTo(Outcome.UNCHANGED);
    assertThat(server.getRequestCount()).isZero();
  }

  @Test
  void a_pod_that_is_gone_is_no_error() {
    Situation situation = Situation.withContainers("a");
    server.expect().patch().withPath(POD + "/status").andReturn(404, status(404)).once();

    assertThat(new StatusWriter(client).write(situation.pod(), situation.at(1)).outcome())
        .isEqualTo(Outcome.GONE);
  }

  @ParameterizedTest
  @ValueSource(ints = {409, 422})
  void another_pod_of_the_same_name_is_left_alone(int answer) {
    Situation situation = Situation.withContainers("a");
    Pod other = situation.pod().edit().editMetadata().withUid("other").endMetadata().build();
    server.expect().patch().withPath(POD + "/status").andReturn(answer, status(answer)).once();
    server.expect().get().withPath(POD).andReturn(200, other).once();

    assertThat(new StatusWriter(client).write(situation.pod(), situation.at(1)).outcome())
        .isEqualTo(Outcome.GONE);
  }

  @Test
  void a_status_that_the_api_server_calls_invalid_is_an_error() {
    Situation situation = Situation.withContainers("a");
    server.expect().patch().withPath(POD + "/status").andReturn(422, status(422)).once();
    server.expect().get().withPath(POD).andReturn(200, situation.pod()).once();

    assertThatThrownBy(() -> new StatusWriter(client).write(situation.pod(), situation.at(1)))
        .isInstanceOf(HpkException.class)
        .hasMessage("pod lab/p: its status was not taken: no");
  }

  @Test
  void a_conflict_is_tried_again_with_what_the_api_server_has() {
    Situation situation = Situation.withContainers("a");
    PodStatus status = situation.at(1);
    Pod newer = situation.pod().edit().withNewStatus().withPhase("Pending").endStatus().build();
    server.expect().patch().withPath(POD + "/status").andReturn(409, status(409)).once();
    server.expect().get().withPath(POD).andReturn(200, newer).once();
    server
        .expect()
        .patch()
        .withPath(POD + "/status")
        .andReturn(200, situation.pod().edit().withStatus(status).build())
        .once();

    assertThat(new StatusWriter(client).write(situation.pod(), status).outcome())
        .isEqualTo(Outcome.WRITTEN);
  }

  @Test
  void a_refusal_is_an_error_that_names_the_pod_and_may_be_tried_again() {
    Situation situation = Situation.withContainers("a");
    server.expect().patch().withPath(POD + "/status").andReturn(403, status(403)).once();

    assertThatThrownBy(() -> new StatusWriter(client).write(situation.pod(), situation.at(1)))
        .isInstanceOf(HpkException.class)
        .hasMessageContaining("lab/p")
        .extracting(error -> ((HpkException) error).kind())
        .isEqualTo(HpkException.Kind.EXTERNAL);
  }

  @Test
  void a_pod_is_deleted_at_once_and_only_if_it_is_the_same() throws InterruptedException {
    Pod pod = Situation.withContainers("a").pod();
    server.expect().delete().withPath(POD).andReturn(200, pod).once();

    new PodDeleter(client).delete(pod);

    assertThat(server.getLastRequest().getBody().readUtf8())
        .contains("\"gracePeriodSeconds\":0")
        .contains("\"preconditions\":{\"uid\":\"" + Situation.UID + "\"}");
  }

  @Test
  void deleting_a_pod_that_is_gone_or_was_made_anew_is_no_error() {
    Pod pod = Situation.withContainers("a").pod();
    server.expect().delete().withPath(POD).andReturn(404, status(404)).once();
    server.expect().delete().withPath(POD).andReturn(409, status(409)).once();

    new PodDeleter(client).delete(pod);
    new PodDeleter(client).delete(pod);

    assertThat(server.getRequestCount()).isEqualTo(2);
  }

  @Test
  void a_deletion_that_is_refused_may_be_tried_again() {
    Pod pod = Situation.withContainers("a").pod();
    server.expect().delete().withPath(POD).andReturn(403, status(403)).once();

    assertThatThrownBy(() -> new PodDeleter(client).delete(pod))
        .isInstanceOf(HpkException.class)
        .hasMessageContaining("lab/p");
  }

  private static Status status(int code) {
    return new StatusBuilder().withStatus("Failure").withCode(code).withMessage("no").build();
  }
}
