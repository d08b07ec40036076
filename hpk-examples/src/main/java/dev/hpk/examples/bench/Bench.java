package dev.hpk.examples.bench;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Prints the figures of {@code docs/performance.md}: HPK on Slurm and Apptainer beside a script
 * submitted by hand, in one run. It judges nothing.
 */
public final class Bench {

  private static final String NODE = "hpk-bench";
  private static final int STARTS = 20;
  private static final int BURST = 100;
  private static final int IDLE = 50;
  private static final Duration IDLE_TIME = Duration.ofSeconds(60);
  private static final int CLIENTS = 8;

  private final Path home;
  private final Path calls;
  private final Marks marks;

  private Bench(Path home) {
    this.home = home;
    this.calls = home.resolve("calls");
    this.marks = new Marks(home.resolve("marks"));
  }

  /**
   * @param arguments the launcher {@code hpk}, a directory on the shared file system, the registry
   */
  public static void main(String[] arguments) throws Exception {
    Path home = Path.of(arguments[1]);
    new Bench(home).run(Path.of(arguments[0]), arguments[2]);
  }

  private void run(Path launcher, String registry) throws Exception {
    Files.createDirectories(marks.directory());
    Path work = home.resolve("work");
    Path config = home.resolve("kubelet.yaml");
    Files.writeString(
        config,
        """
        nodeName: %s
        workDirectory: %s
        scheduler: slurm
        runtime: apptainer
        node: {address: 127.0.0.1}
        server: {port: 0, bindAddress: 127.0.0.1}
        images: {mirrors: {docker.io: "%3$s"}}
        runtimes: {apptainer: {insecureRegistries: ["%3$s"]}}
        """
            .formatted(NODE, work, registry));
    try (KubernetesClient client = new KubernetesClientBuilder().build();
        KubeletProcess kubelet =
            KubeletProcess.start(
                launcher, config, home.resolve("kubelet.log"), countingPath(), client, NODE);
        BenchPods pods = new BenchPods(client, NODE, marks)) {
      pods.create("bench-warm", ":");
      pods.awaitPhase("bench-warm", "Succeeded");
      RawJob raw = new RawJob(marks.directory(), image(work));
      startUp(pods, raw);
      burst(pods, raw, kubelet);
      idle(pods, kubelet);
      lag(pods);
      pods.removeAll();
    }
  }

  /** (a) From the API write, or sbatch's return, to the container's first instruction. */
  private void startUp(BenchPods pods, RawJob raw) throws Exception {
    List<Long> byHand = new ArrayList<>();
    List<Long> byPod = new ArrayList<>();
    for (int i = 0; i < STARTS; i++) {
      raw.submit("raw-a-" + i);
      byHand.add(since(Instant.now(), marks.await("raw-a-" + i)));
      pods.create("bench-a-" + i, ": > /marks/pod-a-" + i);
      byPod.add(since(Instant.now(), marks.await("pod-a-" + i)));
      pods.awaitPhase("bench-a-" + i, "Succeeded");
    }
    Figures hand = new Figures(byHand);
    Figures pod = new Figures(byPod);
    say("(a) start-up, %d one after another", STARTS);
    say("    by hand  %s", hand);
    say("    pod      %s", pod);
    say("    overhead %d ms (median; goal 300 ms)", pod.median() - hand.median());
  }

  /** (b) Many at once, until all are done: the raw scripts' last lines, the phases of the pods. */
  private void burst(BenchPods pods, RawJob raw, KubeletProcess kubelet) throws Exception {
    Instant begin = Instant.now();
    inParallel(i -> unchecked(() -> raw.submit("raw-b-" + i)));
    Instant last = Instant.EPOCH;
    for (int i = 0; i < BURST; i++) {
      last = later(last, marks.await("raw-b-" + i + ".end"));
    }
    double hand = BURST * 1000.0 / since(begin, last);
    long cpu = kubelet.cpuMillis();
    begin = Instant.now();
    inParallel(i -> pods.create("bench-b-" + i, ":"));
    last = Instant.EPOCH;
    for (int i = 0; i < BURST; i++) {
      last = later(last, pods.awaitPhase("bench-b-" + i, "Succeeded"));
    }
    double pod = BURST * 1000.0 / since(begin, last);
    say("(b) %d at once", BURST);
    say("    by hand  %.2f a second", hand);
    say("    pods     %.2f a second, finished in the API", pod);
    say("    ratio    %.2f (goal 0.7)", pod / hand);
    say("    CPU      %d ms of the kubelet for each pod", (kubelet.cpuMillis() - cpu) / BURST);
    pods.removeAll();
  }

  /** (c) What an idle kubelet costs while many pods run. */
  private void idle(BenchPods pods, KubeletProcess kubelet) throws Exception {
    for (int i = 0; i < IDLE; i++) {
      pods.create("bench-c-" + i, "exec sleep 600");
    }
    for (int i = 0; i < IDLE; i++) {
      pods.awaitPhase("bench-c-" + i, "Running");
    }
    TimeUnit.SECONDS.sleep(30);
    long cpu = kubelet.cpuMillis();
    long before = countCalls();
    TimeUnit.SECONDS.sleep(IDLE_TIME.toSeconds());
    say("(c) idle with %d running pods", IDLE);
    say("    Slurm commands %d a minute", countCalls() - before);
    say("    CPU            %.2f %%", (kubelet.cpuMillis() - cpu) / 10.0 / IDLE_TIME.toSeconds());
    say("    memory         %d MB resident (goal 300)", kubelet.residentMegabytes());
    pods.removeAll();
  }

  /** (d) From a container's last instruction to the API's word, one pod after another. */
  private void lag(BenchPods pods) throws Exception {
    List<Long> lags = new ArrayList<>();
    for (int i = 0; i < STARTS * 2; i++) {
      pods.create("bench-d-" + i, ": > /marks/end-d-" + i);
      Instant end = marks.await("end-d-" + i);
      lags.add(since(end, pods.awaitPhase("bench-d-" + i, "Succeeded")));
    }
    say("(d) from a container's exit to the API's word");
    say("    %s (goals: median 1000 ms, p99 2000 ms)", new Figures(lags));
  }

  private static void inParallel(IntConsumer action)
      throws InterruptedException, ExecutionException {
    ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
    try {
      List<Future<?>> all = new ArrayList<>();
      IntStream.range(0, BURST).forEach(i -> all.add(threads.submit(() -> action.accept(i))));
      for (Future<?> one : all) {
        one.get();
      }
    } finally {
      threads.shutdown();
    }
  }

  /** A directory with commands of Slurm's names that write themselves down and go on. */
  private Path countingPath() throws IOException, InterruptedException {
    Path directory = Files.createDirectories(home.resolve("bin"));
    for (String name : List.of("sbatch", "squeue", "sacct", "scancel", "sinfo", "scontrol")) {
      String real = Shell.run(List.of("bash", "-c", "command -v \"$1\"", "bash", name));
      Path file = directory.resolve(name);
      Files.writeString(
          file, "#!/bin/bash\necho " + name + " >>" + calls + "\nexec " + real + " \"$@\"\n");
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    return directory;
  }

  private long countCalls() throws IOException {
    return Files.exists(calls) ? Files.readAllLines(calls).size() : 0;
  }

  private static Path image(Path work) throws IOException {
    try (Stream<Path> files = Files.walk(work.resolve("images"))) {
      return files
          .filter(file -> file.toString().endsWith(".sif"))
          .findFirst()
          .orElseThrow(() -> new IOException("no image in " + work));
    }
  }

  private static long since(Instant begin, Instant end) {
    return Duration.between(begin, end).toMillis();
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  private interface Deed {
    void run() throws Exception;
  }

  private static void unchecked(Deed deed) {
    try {
      deed.run();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static void say(String format, Object... values) {
    System.out.printf(Locale.ROOT, format + "%n", values);
  }
}
