package dev.hpk.resolve;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hpk.api.HpkException;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EphemeralContainer;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;

/** Ephemeral containers as the containers that they are but for their target. Pure. */
public final class EphemeralSpecs {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private EphemeralSpecs() {}

  /** All ephemeral containers of a pod, in its order. */
  public static List<Container> of(Pod pod) {
    return pod.getSpec().getEphemeralContainers().stream().map(EphemeralSpecs::of).toList();
  }

  static Container of(EphemeralContainer ephemeral) {
    try {
      ObjectNode tree = MAPPER.valueToTree(ephemeral);
      tree.remove("targetContainerName");
      return MAPPER.treeToValue(tree, Container.class);
    } catch (JsonProcessingException e) {
      throw new HpkException(
          HpkException.Kind.INTERNAL, "an ephemeral container is not readable", e);
    }
  }
}
