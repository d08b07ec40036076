package dev.hpk.resolve;

import dev.hpk.api.pod.AddedContainer;
import java.util.List;

/**
 * A container to be added to a running pod, with everything it names.
 *
 * @param added ready to be translated
 * @param warnings what the pod's owner should know
 */
public record AddedResult(AddedContainer added, List<ResolveWarning> warnings) {

  public AddedResult {
    warnings = List.copyOf(warnings);
  }
}
