package dev.hpk.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hpk.api.job.Resources;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeAddress;
import io.fabric8.kubernetes.api.model.NodeConditionBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NodePatchTest {

  private final NodePatch patches = new NodePatch(new KubernetesSerialization());
  private final NodeTemplate template = new NodeTemplate(Nodes.settings(), Nodes.FACTS);
  private final Node wanted = template.node(Nodes.healthy(), null, Nodes.NOW);
  private final Node present =
      patches.forCreation(wanted).edit().editMetadata().withUid("u").endMetadata().build();

  @Test
  void nothing_is_posted_when_only_time_passed() {
    Node later = template.node(Nodes.healthy(), present.getStatus(), Nodes.NOW.plusSeconds(10));

    assertThat(patches.between(present, later, false)).isNull();
  }

  @Test
  void a_heartbeat_posts_the_conditions() {
    Node later = template.node(Nodes.healthy(), present.getStatus(), Nodes.NOW.plusSeconds(300));

    NodePatch.Changes changes = patches.between(present, later, true);

    assertThat(changes.metadata()).containsOnly(Map.entry("uid", "u"));
    assertThat(changes.status())
        .containsOnly(Map.entry("conditions", later.getStatus().getConditions()));
  }

  @Test
  void what_others_set_is_left_alone() {
    Node shared =
        present
            .edit()
            .editMetadata()
            .addToLabels("team", "physics")
            .addToAnnotations("note", "theirs")
            .endMetadata()
            .editStatus()
            .addToCapacity("lab/license", new Quantity("3"))
            .addToConditions(
                new NodeConditionBuilder().withType("Theirs").withStatus("True").build())
            .addToAddresses(new NodeAddress("1.2.3.4", "ExternalIP"))
            .endStatus()
            .build();

    assertThat(patches.between(shared, wanted, false)).isNull();
  }

  @Test
  void what_others_overwrote_is_mended() {
    Node spoiled =
        present
            .edit()
            .editMetadata()
            .addToLabels("kubernetes.io/arch", "vax")
            .endMetadata()
            .editStatus()
            .addToCapacity("cpu", new Quantity("1"))
            .endStatus()
            .build();

    NodePatch.Changes changes = patches.between(spoiled, wanted, false);

    assertThat(changes.metadata()).containsEntry("labels", Map.of("kubernetes.io/arch", "amd64"));
    assertThat(changes.status()).containsEntry("capacity", Map.of("cpu", new Quantity("128")));
  }

  @Test
  void what_was_ours_and_is_not_wanted_any_more_is_removed() {
    Node before =
        patches
            .forCreation(
                new NodeTemplate(Nodes.settings().withLabels(Map.of("old", "label")), Nodes.FACTS)
                    .node(Nodes.healthy(), null, Nodes.NOW))
            .edit()
            .editMetadata()
            .withUid("u")
            .endMetadata()
            .build();
    NodeState withoutGpus =
        new NodeState(
            Nodes.capacity(new Resources(128_000, 256L << 30, Map.of())),
            Map.of(),
            "apptainer://1.4.5",
            "v1.36.2");

    NodePatch.Changes changes =
        patches.between(before, template.node(withoutGpus, null, Nodes.NOW), false);

    assertThat(((Map<?, ?>) changes.metadata().get("labels")).keySet()).anyMatch("old"::equals);
    assertThat(((Map<?, ?>) changes.metadata().get("labels")).get("old")).isNull();
    Map<?, ?> capacity = (Map<?, ?>) changes.status().get("capacity");
    assertThat(capacity.containsKey("nvidia.com/gpu")).isTrue();
    assertThat(capacity.get("nvidia.com/gpu")).isNull();
  }

  @Test
  void an_unknown_capacity_changes_nothing() {
    NodeState unheard = new NodeState(null, Map.of(), "apptainer://1.4.5", "v1.36.2");

    assertThat(
            patches.between(present, template.node(unheard, present.getStatus(), Nodes.NOW), false))
        .isNull();
  }

  @Test
  void a_spoiled_annotation_is_written_anew() {
    Node spoiled =
        present
            .edit()
            .editMetadata()
            .addToAnnotations(LastApplied.ANNOTATION, "{{{")
            .endMetadata()
            .build();

    assertThat(patches.between(spoiled, wanted, false).metadata().get("annotations"))
        .isEqualTo(
            Map.of(
                LastApplied.ANNOTATION,
                present.getMetadata().getAnnotations().get(LastApplied.ANNOTATION)));
  }
}
