package dev.hpk.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatusPatchTest {

  private final KubernetesSerialization serialization = new KubernetesSerialization();
  private final StatusPatch patches = new StatusPatch(serialization);

  @Test
  void nothing_is_patched_when_nothing_changed() {
    Situation situation = Situation.withContainers("a").started(1).running("a", 0, 2);
    PodStatus status = situation.publish(2);

    assertThat(patches.between(situation.pod(), status)).isEmpty();
  }

  @Test
  void the_order_of_conditions_is_no_change() {
    Situation situation = Situation.withContainers("a").started(1);
    PodStatus status = situation.publish(2);
    List<PodCondition> reversed = new ArrayList<>(status.getConditions());
    Collections.reverse(reversed);

    assertThat(
            patches.between(
                situation.pod(), new PodStatusBuilder(status).withConditions(reversed).build()))
        .isEmpty();
  }

  @Test
  void only_what_changed_is_in_the_patch() throws JsonProcessingException {
    Situation situation = Situation.withContainers("a").started(1);
    PodStatus status = situation.publish(2);

    JsonNode patch = patch(situation, new PodStatusBuilder(status).withPhase("Running").build());

    assertThat(patch).hasToString("{\"phase\":\"Running\"}");
  }

  @Test
  void a_message_that_is_no_more_is_removed() throws JsonProcessingException {
    Situation situation = Situation.withContainers("a");
    PodStatus status = situation.publish(2);
    situation.status(new PodStatusBuilder(status).withMessage("old").build());

    JsonNode patch = patch(situation, status);

    assertThat(patch.has("message")).isTrue();
    assertThat(patch.at("/message").isNull()).isTrue();
  }

  @Test
  void a_conditions_message_that_is_no_more_is_removed() throws JsonProcessingException {
    Situation situation = Situation.withContainers("a").started(1);
    situation.publish(2);

    JsonNode patch = patch(situation, situation.running("a", 0, 3).at(3));

    JsonNode ready = find(patch, "Ready");
    assertThat(ready.get("status").asText()).isEqualTo("True");
    assertThat(ready.has("message")).isTrue();
    assertThat(ready.get("message").isNull()).isTrue();
    assertThat(patch.at("/conditions"))
        .extracting(condition -> condition.get("type").asText())
        .containsExactlyInAnyOrder("Ready", "ContainersReady");
  }

  @Test
  void a_condition_that_is_no_more_is_removed_by_name() throws JsonProcessingException {
    Situation situation = Situation.withContainers("a");
    PodStatus status = situation.publish(2);
    PodCondition old = new PodConditionBuilder().withType("Old").withStatus("True").build();
    situation.status(new PodStatusBuilder(status).addToConditions(old).build());

    assertThat(patch(situation, status).at("/conditions"))
        .hasToString("[{\"type\":\"Old\",\"$patch\":\"delete\"}]");
  }

  @Test
  void fields_of_others_are_not_touched() throws JsonProcessingException {
    Situation situation = Situation.withContainers("a");
    PodStatus status = situation.publish(2);
    situation.status(new PodStatusBuilder(status).withNominatedNodeName("n").build());

    assertThat(patches.between(situation.pod(), status)).isEmpty();
  }

  private JsonNode patch(Situation situation, PodStatus wanted) throws JsonProcessingException {
    return new ObjectMapper()
        .readTree(serialization.asJson(patches.between(situation.pod(), wanted)));
  }

  private static JsonNode find(JsonNode patch, String type) {
    for (JsonNode condition : patch.at("/conditions")) {
      if (condition.get("type").asText().equals(type)) {
        return condition;
      }
    }
    throw new AssertionError("no condition " + type + " in " + patch);
  }
}
