package dev.hpk.stats;

import java.util.List;
import java.util.Map;

/**
 * A document of the kubelet port.
 *
 * @param contentType of the body
 * @param mayBePosted whether POST is served as GET is
 * @param body makes it, which may take some time
 */
public record Page(String contentType, boolean mayBePosted, Body body) {

  /** Makes a body. Called by several threads at once. */
  @FunctionalInterface
  public interface Body {

    /**
     * Makes it.
     *
     * @param query by name, decoded
     * @throws dev.hpk.api.HpkException when what it tells of cannot be read
     */
    byte[] write(Map<String, List<String>> query);
  }
}
