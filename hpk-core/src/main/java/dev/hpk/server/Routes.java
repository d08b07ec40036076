package dev.hpk.server;

import java.util.List;
import java.util.Map;

/** Some of the paths of the kubelet port, and their answers. Called by event loops. */
interface Routes {

  /**
   * Whether these routes answer a path, whatever the method.
   *
   * @param path its parts, decoded
   */
  boolean serves(List<String> path);

  /**
   * Answers, at once or later.
   *
   * @param exchange of a path that is served
   * @param path its parts, decoded
   * @param query by name, decoded
   * @throws Refusal when the request is not acceptable
   */
  void serve(Exchange exchange, List<String> path, Map<String, List<String>> query);
}
