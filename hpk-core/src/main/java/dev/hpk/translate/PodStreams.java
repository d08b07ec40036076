package dev.hpk.translate;

import dev.hpk.api.container.ContainerSpec.Streams;
import dev.hpk.api.pod.ResolvedContainer;

/** What a client can attach to of a container. */
final class PodStreams {

  private PodStreams() {}

  static Streams of(ResolvedContainer container) {
    return new Streams(
        Boolean.TRUE.equals(container.spec().getStdin()),
        Boolean.TRUE.equals(container.spec().getTty()));
  }

  /** {@code HPK_CONTAINER_STREAMS}: letters, i stdin, o stdinOnce, t tty; "" when there is none. */
  static String letters(ResolvedContainer container) {
    boolean stdin = Boolean.TRUE.equals(container.spec().getStdin());
    return (stdin ? "i" : "")
        + (stdin && Boolean.TRUE.equals(container.spec().getStdinOnce()) ? "o" : "")
        + (Boolean.TRUE.equals(container.spec().getTty()) ? "t" : "");
  }
}
