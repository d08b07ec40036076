package dev.hpk.examples.bench;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.ExecWatch;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.TimeUnit;

/** Runs true in a container many times, and prints the milliseconds of each; without kubectl. */
public final class ExecClient {

  private static final int WARM_UP = 5;

  private ExecClient() {}

  /**
   * @param arguments namespace, pod, how many times
   */
  public static void main(String[] arguments) throws Exception {
    try (KubernetesClient client = new KubernetesClientBuilder().build()) {
      for (int number = -WARM_UP; number < Integer.parseInt(arguments[2]); number++) {
        long begin = System.nanoTime();
        run(client, arguments[0], arguments[1]);
        if (number >= 0) {
          System.out.println(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin));
        }
      }
    }
  }

  private static void run(KubernetesClient client, String namespace, String pod) throws Exception {
    try (ExecWatch exec =
        client
            .pods()
            .inNamespace(namespace)
            .withName(pod)
            .writingOutput(OutputStream.nullOutputStream())
            .writingError(OutputStream.nullOutputStream())
            .exec("true")) {
      int code = exec.exitCode().get(60, TimeUnit.SECONDS);
      if (code != 0) {
        throw new IOException("true ended with " + code);
      }
    }
  }
}
