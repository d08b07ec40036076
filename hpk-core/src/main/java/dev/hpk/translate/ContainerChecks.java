package dev.hpk.translate;

import dev.hpk.api.ContainerRuntime;
import dev.hpk.api.container.RuntimeAbility;
import dev.hpk.api.pod.ResolvedContainer;
import dev.hpk.api.pod.ResolvedPod;
import java.util.HashSet;
import java.util.Set;

/** Refuses containers that cannot be told apart, or that have nothing to run. */
final class ContainerChecks {

  private ContainerChecks() {}

  static void check(ResolvedPod pod, ContainerRuntime runtime, Refusals refusals) {
    Set<String> names = new HashSet<>();
    for (ResolvedContainer container : pod.containers()) {
      if (!names.add(container.name())) {
        refusals.add(container.field() + ".name", "is used twice: " + container.name());
      }
      if (container.command() == null && !runtime.abilities().contains(RuntimeAbility.IMAGES)) {
        refusals.add(
            container.field() + ".command", "is missing, and this container runtime has no images");
      }
    }
  }
}
