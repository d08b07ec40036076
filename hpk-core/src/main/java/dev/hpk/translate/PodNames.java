package dev.hpk.translate;

import dev.hpk.api.pod.EnvVariable;
import dev.hpk.api.pod.ResolvedContainer;
import dev.hpk.api.pod.ResolvedPod;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Refuses names that cannot be names of files, or that would put a secret into the script. */
final class PodNames {

  private PodNames() {}

  static void check(ResolvedPod pod, Refusals refusals) {
    Set<String> names = new HashSet<>();
    for (ResolvedContainer container : pod.containers()) {
      if (!names.add(container.name())) {
        refusals.add(container.field() + ".name", "is used twice: " + container.name());
      }
      checkSubPaths(container, refusals);
    }
  }

  /** A mount stands in the script, and in the tables of the host that everybody can read. */
  private static void checkSubPaths(ResolvedContainer container, Refusals refusals) {
    List<VolumeMount> mounts = container.spec().getVolumeMounts();
    for (int index = 0; index < mounts.size(); index++) {
      String expression = mounts.get(index).getSubPathExpr();
      if (expression == null) {
        continue;
      }
      String field = container.field() + ".volumeMounts[" + index + "].subPathExpr";
      container.environment().stream()
          .filter(EnvVariable::secret)
          .filter(variable -> expression.contains("$(" + variable.name() + ")"))
          .forEach(variable -> refusals.add(field, "holds a secret: $(" + variable.name() + ")"));
    }
  }
}
