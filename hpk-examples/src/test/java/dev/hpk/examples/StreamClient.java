package dev.hpk.examples;

import com.google.common.collect.ImmutableList;
import java.net.URISyntaxException;
import java.nio.file.Path;

/** Clients of the API as they are in use. Each speaks protocols of its own with the kubelet. */
enum StreamClient {
  /** WebSockets to the API server, which speaks SPDY with the kubelet. */
  KUBECTL(false, "kubectl"),
  KUBECTL_SPDY(true, "kubectl"),
  KUBECTL_1_32(false, "kubectl1.32"),
  KUBECTL_1_32_SPDY(true, "kubectl1.32"),
  /** WebSockets v5: SPDY reaches the kubelet for exec and attach, a WebSocket for port-forward. */
  PYTHON_37(false, python("37"), script()),
  /** WebSockets v4, which reach the kubelet. */
  PYTHON_31(false, python("31"), script());

  private final boolean spdy;
  private final ImmutableList<String> program;

  StreamClient(boolean spdy, String... program) {
    this.spdy = spdy;
    this.program = ImmutableList.copyOf(program);
  }

  private static String python(String version) {
    return System.getenv("HPK_TESTBED_DIR") + "/python-client-" + version + "/bin/python";
  }

  private static String script() {
    try {
      return Path.of(StreamClient.class.getResource("client.py").toURI()).toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A run with these words, which all clients take as kubectl does. */
  Kubectl of(String namespace, String... words) {
    return new Kubectl(namespace, words).by(program).overSpdy(spdy);
  }
}
