package dev.hpk.resolve;

import dev.hpk.api.job.Resources;
import io.fabric8.kubernetes.api.model.Pod;

/**
 * Reads everything that a pod names. Each call reads anew, within what the {@link ObjectReader}
 * remembers. Safe for use by several threads.
 */
public final class PodResolver {

  private final ObjectReader reader;
  private final ImageMirrors mirrors;

  public PodResolver(ObjectReader reader, ImageMirrors mirrors) {
    this.reader = reader;
    this.mirrors = mirrors;
  }

  /**
   * The pod with everything it names.
   *
   * @param pod as the API server has it: with uid, and with the API server's defaults
   * @param nodeAllocatable what a container without limits may use: downward API {@code
   *     limits.cpu}, {@code limits.memory}
   * @throws UnresolvedException when something is missing now and may come
   * @throws dev.hpk.api.PodRefusedException when the pod can never work
   * @throws dev.hpk.api.HpkException of kind {@code EXTERNAL} when the source does not answer
   */
  @SuppressWarnings("DoNotCallSuggester")
  public ResolveResult resolve(Pod pod, Resources nodeAllocatable) {
    throw new UnsupportedOperationException(reader + " " + mirrors + " " + nodeAllocatable);
  }
}
