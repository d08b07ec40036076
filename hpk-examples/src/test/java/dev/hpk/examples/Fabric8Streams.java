package dev.hpk.examples;

import static dev.hpk.examples.KubectlExecSuite.type;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.LocalPortForward;
import io.fabric8.kubernetes.client.dsl.ExecWatch;
import io.fabric8.kubernetes.client.dsl.LogWatch;
import io.fabric8.kubernetes.client.dsl.PodResource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What the fabric8 client does with the streams of a pod: WebSockets v4, which reach the kubelet.
 */
final class Fabric8Streams {

  private static final int PIECE = 50_000;

  private final KubernetesClient client;
  private final String namespace;

  Fabric8Streams(KubernetesClient client, String namespace) {
    this.client = client;
    this.namespace = namespace;
  }

  private PodResource pod(String name) {
    return client.pods().inNamespace(namespace).withName(name);
  }

  private static int exitCode(ExecWatch command) throws Exception {
    return command.exitCode().get(60, TimeUnit.SECONDS);
  }

  void outputErrorsAndExitCodeComeApart(String name) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    try (ExecWatch command =
        pod(name)
            .writingOutput(out)
            .writingError(err)
            .exec("sh", "-c", "echo out; echo err >&2; exit 3")) {
      assertThat(exitCode(command)).isEqualTo(3);
    }
    assertThat(out.toString(UTF_8)).isEqualTo("out\n");
    assertThat(err.toString(UTF_8)).isEqualTo("err\n");
  }

  void inputComesBackAsOutput(String name, byte[] bytes) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ExecWatch command =
        pod(name)
            .redirectingInput()
            .writingOutput(out)
            .exec("head", "-c", String.valueOf(bytes.length))) {
      OutputStream input = command.getInput();
      for (int from = 0; from < bytes.length; from += PIECE) {
        input.write(bytes, from, Math.min(PIECE, bytes.length - from));
        input.flush();
      }
      assertThat(exitCode(command)).isZero();
    }
    assertThat(out.toByteArray()).isEqualTo(bytes);
  }

  void aTerminalFollowsItsSize(String name) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    String look = "until [ \"$(stty size)\" = '40 120' ]; do sleep 0.1; done; stty size; exit 5";
    try (ExecWatch command =
        pod(name).redirectingInput().writingOutput(out).withTTY().exec("sh", "-c", look)) {
      command.resize(120, 40);
      assertThat(exitCode(command)).isEqualTo(5);
    }
    assertThat(out.toString(UTF_8)).isEqualTo("40 120\r\n");
  }

  void attachesTwice(String name) throws IOException {
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    try (LogWatch follower = pod(name).watchLog(log)) {
      for (String word : List.of("fabric8 first", "fabric8 second")) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ExecWatch attached = pod(name).redirectingInput().writingOutput(out).attach()) {
          await()
              .atMost(LivePods.LIMIT)
              .untilAsserted(
                  () -> {
                    type(attached.getInput(), word + "\n");
                    assertThat(out.toString(UTF_8)).contains("got " + word);
                  });
        }
        await().atMost(LivePods.LIMIT).until(() -> log.toString(UTF_8).contains("got " + word));
      }
    }
  }

  void forwards(String name, int first, int second) throws Exception {
    try (LocalPortForward one = pod(name).portForward(first);
        LocalPortForward two = pod(name).portForward(second)) {
      ClientsSuite.echoesAtOnce(List.of(one.getLocalPort(), two.getLocalPort()));
      assertThat(one.errorOccurred() || two.errorOccurred()).isFalse();
    }
  }
}
