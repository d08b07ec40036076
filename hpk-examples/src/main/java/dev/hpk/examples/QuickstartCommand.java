package dev.hpk.examples;

import dev.hpk.api.HpkException;
import dev.hpk.disk.PodDirectory;
import dev.hpk.disk.WorkDirectory;
import dev.hpk.kubelet.Kubelet;
import dev.hpk.pod.PodView;
import dev.hpk.testkit.cluster.InMemoryApiServer;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hpk quickstart}: one pod, from its creation to its end. */
@Command(
    name = "quickstart",
    mixinStandardHelpOptions = true,
    description = {
      "Starts a kubelet, runs one pod, follows its log and shows how it ended.",
      "By default everything is embedded: an API server in memory, scheduler 'local', runtime 'host'."
    })
final class QuickstartCommand implements Callable<Integer> {

  private static final Duration LIMIT = Duration.ofMinutes(5);

  @Mixin ConfigOptions options = new ConfigOptions();

  @Spec CommandSpec spec = CommandSpec.create();

  @Mixin ClusterOptions cluster = new ClusterOptions();

  @Option(
      names = "--image",
      paramLabel = "IMAGE",
      description = "Image of the pod's containers; needs a shell (${DEFAULT-VALUE}).")
  String image = "busybox:1";

  @Override
  public Integer call() throws InterruptedException, IOException {
    LogFormat.quiet();
    if (cluster.kubeconfig != null) {
      try (KubernetesClient client = ClusterClient.open(cluster.kubeconfig)) {
        return run(client);
      }
    }
    try (InMemoryApiServer server = new InMemoryApiServer()) {
      return run(server.client());
    }
  }

  private int run(KubernetesClient client) throws InterruptedException, IOException {
    PrintWriter out = spec.commandLine().getOut();
    Path work = workDirectory();
    BlockingQueue<PodView> changes = new LinkedBlockingQueue<>();
    String node = options.nodeName == null ? "hpk-quickstart" : options.nodeName;
    Kubelet kubelet =
        Kubelet.builder()
            .client(client)
            .configuration(options.values())
            .configuration(embedded())
            .nodeName(node)
            .workDirectory(work)
            .listener(changes::add)
            .build();
    QuickstartPod pod = new QuickstartPod(client, node, image);
    Thread cleaner = new Thread(() -> cleanUp(pod, kubelet, work), "hpk-clean-up");
    Runtime.getRuntime().addShutdownHook(cleaner);
    try {
      kubelet.start();
      Instant created = Instant.now();
      Pod object = pod.create();
      String uid = object.getMetadata().getUid();
      say(out, "Created pod %s/%s on node %s", pod.namespace(), pod.name(), node);
      LogFollower log =
          new LogFollower(
              new WorkDirectory(work).pod(uid),
              QuickstartPod.CONTAINERS,
              line -> say(out, "%s", line));
      String phase = follow(out, uid, changes, log);
      QuickstartReport.of(pod.current(), created).forEach(line -> say(out, "%s", line));
      PodDirectory directory = new WorkDirectory(work).pod(uid);
      Path script = kept(work, directory.script());
      say(out, "Job script   %s (%d lines)", script, Files.readAllLines(script).size());
      return phase.equals("Succeeded") ? 0 : 1;
    } finally {
      cleanUp(pod, kubelet, work);
      unhook(cleaner);
    }
  }

  private String follow(
      PrintWriter out, String uid, BlockingQueue<PodView> changes, LogFollower log)
      throws InterruptedException, IOException {
    Instant deadline = Instant.now().plus(LIMIT);
    String phase = "";
    while (Instant.now().isBefore(deadline)) {
      PodView change = changes.poll(100, TimeUnit.MILLISECONDS);
      log.printNew();
      if (change != null && change.uid().equals(uid) && !change.phase().equals(phase)) {
        phase = change.phase();
        say(out, "Phase %s%s", phase, change.job() == null ? "" : ", job " + change.job());
      }
      if (phase.equals("Succeeded") || phase.equals("Failed")) {
        log.printNew();
        return phase;
      }
    }
    throw new HpkException(
        HpkException.Kind.EXTERNAL,
        "the pod did not end within " + LIMIT.toMinutes() + " minutes; its phase is " + phase);
  }

  /** Leaves nothing behind, also when it is interrupted. */
  private static void cleanUp(QuickstartPod pod, Kubelet kubelet, Path work) {
    if (!pod.uid().isEmpty()) {
      pod.deleteAndWait(new WorkDirectory(work).pod(pod.uid()).root());
    }
    kubelet.close();
  }

  private static void unhook(Thread cleaner) {
    try {
      Runtime.getRuntime().removeShutdownHook(cleaner);
    } catch (IllegalStateException e) {
      // the JVM is ending: the hook does the work
    }
  }

  /** The pod's directory goes with the pod: the script is kept beside it. */
  private static Path kept(Path work, Path script) throws IOException {
    return Files.copy(
        script, work.resolve("quickstart-job.sh"), StandardCopyOption.REPLACE_EXISTING);
  }

  private Path workDirectory() throws IOException {
    if (options.workDirectory != null) {
      return options.workDirectory.toAbsolutePath();
    }
    return Files.createTempDirectory("hpk-quickstart-");
  }

  /** The kubelet port is not needed: the log is read where it lies. */
  private static Map<String, Object> embedded() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("server", Map.of("port", 0, "bindAddress", "127.0.0.1"));
    return values;
  }

  private static void say(PrintWriter out, String format, Object... values) {
    out.printf(format + "%n", values);
    out.flush();
  }
}
