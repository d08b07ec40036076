package dev.hpk.examples.bench;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A kubelet in a process of its own, as a site would run it. */
final class KubeletProcess implements AutoCloseable {

  private static final long CLOCK_TICKS = 100;

  private final Process process;

  private KubeletProcess(Process process) {
    this.process = process;
  }

  /**
   * Starts it and waits until its node is Ready.
   *
   * @param path put before PATH, for counting what it starts
   */
  static KubeletProcess start(
      Path launcher, Path config, Path log, Path path, KubernetesClient client, String node)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(List.of(launcher.toString(), "kubelet", "--config", config.toString()))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().compute("PATH", (name, value) -> path + ":" + value);
    KubeletProcess kubelet = new KubeletProcess(builder.start());
    Instant deadline = Instant.now().plus(Duration.ofMinutes(3));
    while (!isReady(client.nodes().withName(node).get())) {
      if (Instant.now().isAfter(deadline) || !kubelet.process.isAlive()) {
        throw new IOException("the kubelet's node is not Ready; see " + log);
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
    return kubelet;
  }

  private static boolean isReady(Node node) {
    return node != null
        && node.getStatus().getConditions().stream()
            .anyMatch(it -> it.getType().equals("Ready") && it.getStatus().equals("True"));
  }

  /** CPU time used so far, in milliseconds (proc(5): utime and stime). */
  long cpuMillis() throws IOException {
    String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
    List<String> fields =
        new ArrayList<>(List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" ")));
    return (Long.parseLong(fields.get(11)) + Long.parseLong(fields.get(12))) * 1000 / CLOCK_TICKS;
  }

  /** Resident memory in MB (VmRSS). */
  long residentMegabytes() throws IOException {
    return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024)
        .findFirst()
        .orElse(0);
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
