package dev.hpk.resolve;

import dev.hpk.api.pod.ResolvedPod;
import java.util.List;

/**
 * A pod with everything it names.
 *
 * @param pod ready to be translated
 * @param warnings what its owner should know, in the order of the pod
 */
public record ResolveResult(ResolvedPod pod, List<ResolveWarning> warnings) {

  public ResolveResult {
    warnings = List.copyOf(warnings);
  }
}
