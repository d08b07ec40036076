package dev.hpk.testkit.runtime;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hpk.api.CommandResult;
import dev.hpk.api.CommandRunner;
import dev.hpk.api.ContainerRuntime;
import dev.hpk.api.container.Command;
import dev.hpk.api.container.ContainerSpec;
import dev.hpk.api.container.ImagePlan;
import dev.hpk.api.container.JobVariable;
import dev.hpk.api.container.SandboxSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs described commands as a job's supervisor does, on this host, as this user: it binds the
 * variables, keeps the order, and nothing more. For tests of runtimes on their real engines.
 */
public final class EngineHost {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long LONGEST_SECONDS = 120;

  /** What the process of a sandbox is called before it is in its namespaces. */
  private static final Set<String> STARTERS =
      Set.of("java", "jspawnhelper", "env", "unshare", "nsenter");

  private final ContainerRuntime runtime;
  private final Path directory;
  private final AtomicInteger files = new AtomicInteger();
  private volatile String sandbox = "";

  /**
   * @param directory for output, scratch and temporary files; exists
   */
  public EngineHost(ContainerRuntime runtime, Path directory) {
    this.runtime = runtime;
    this.directory = directory;
  }

  /** A way to ask an engine on this host, for runtimes under test. */
  public static CommandRunner commands(Path directory) {
    AtomicInteger number = new AtomicInteger();
    return command -> {
      Path output = directory.resolve("asked-" + number.incrementAndGet());
      return result(start(command.argv(), output, command.environment()), output);
    };
  }

  /** Fetches an image, whether it is there or not. The result is that of the fetch. */
  public CommandResult fetch(ImagePlan image) {
    Path temporary = newFile("image");
    if (image.fetch() == null) {
      throw new IllegalArgumentException("cannot be fetched: " + image.reference());
    }
    CommandResult result = run(argv(image.fetch(), image, temporary));
    if (result.succeeded() && image.file() != null) {
      move(temporary, image.file());
    }
    return result;
  }

  /** Starts to fetch an image, and does not wait. */
  public Process startFetch(ImagePlan image) {
    if (image.fetch() == null) {
      throw new IllegalArgumentException("cannot be fetched: " + image.reference());
    }
    return start(argv(image.fetch(), image, newFile("image")), newFile("fetch"), Map.of());
  }

  /** Whether the runtime says that an image need not be fetched. */
  public boolean isPresent(ImagePlan image) {
    if (image.present() == null) {
      return image.file() != null && Files.exists(image.file());
    }
    return run(argv(image.present(), image, directory)).succeeded();
  }

  /** Starts what holds a pod's namespaces; containers started later are in them. */
  public Process startSandbox(SandboxSpec spec) {
    CommandRenderer renderer =
        new CommandRenderer().bind(JobVariable.SCRATCH, directory.toString());
    Optional<Path> file = runtime.sandboxFile(spec).map(renderer::text).map(Path::of);
    file.ifPresent(EngineHost::delete);
    List<String> argv = renderer.argv(runtime.sandbox(spec).orElseThrow());
    Process process = start(argv, newFile("sandbox"), Map.of());
    await().atMost(Duration.ofSeconds(60)).until(() -> stands(process, file));
    sandbox = file.map(EngineHost::holder).orElse(String.valueOf(process.pid()));
    return process;
  }

  /** What the sandbox said of itself in its file; "" when it has none. */
  public String sandboxSays(SandboxSpec spec) {
    CommandRenderer renderer =
        new CommandRenderer().bind(JobVariable.SCRATCH, directory.toString());
    return runtime
        .sandboxFile(spec)
        .map(renderer::text)
        .map(Path::of)
        .map(EngineHost::read)
        .orElse("");
  }

  private static boolean stands(Process process, Optional<Path> file) {
    return file.isPresent()
        ? Files.exists(file.get())
        : !STARTERS.contains(read(Path.of("/proc/" + process.pid() + "/comm")).strip());
  }

  private static String holder(Path file) {
    return read(file)
        .lines()
        .filter(line -> line.startsWith("process "))
        .map(line -> line.substring("process ".length()))
        .findFirst()
        .orElseThrow();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts a container. */
  public RunningContainer start(ContainerSpec container, Map<String, String> variables) {
    CommandRenderer renderer = renderer(container);
    Path output = newFile("output");
    List<String> argv = renderer.argv(runtime.run(container));
    runtime.pidFile(container).map(renderer::text).map(Path::of).ifPresent(EngineHost::delete);
    Process process = start(argv, output, environment(variables));
    return new RunningContainer(this, runtime, container, renderer, process, output);
  }

  /** Runs a container to its end, and cleans up. */
  public CommandResult run(ContainerSpec container, Map<String, String> variables) {
    RunningContainer running = start(container, variables);
    CommandResult result = running.end();
    running.clean();
    return result;
  }

  /** Runs a command to its end. */
  CommandResult run(List<String> argv) {
    Path output = newFile("command");
    return result(start(argv, output, Map.of()), output);
  }

  static CommandResult result(Process process, Path output) {
    try {
      if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        throw new IllegalStateException(
            "still runs after " + LONGEST_SECONDS + " s; it printed: " + Files.readString(output));
      }
      return new CommandResult(
          process.exitValue(),
          Files.readString(output),
          Files.readString(output.resolveSibling(output.getFileName() + ".err")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static Process start(List<String> argv, Path output, Map<String, String> variables) {
    ProcessBuilder builder = new ProcessBuilder(argv);
    builder.environment().putAll(variables);
    builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    builder.redirectOutput(output.toFile());
    builder.redirectError(output.resolveSibling(output.getFileName() + ".err").toFile());
    try {
      return builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Map<String, String> environment(Map<String, String> variables) {
    Map<String, String> environment = new HashMap<>();
    variables.forEach(
        (name, value) -> {
          boolean identifier = name.matches("[A-Za-z_][A-Za-z0-9_]*");
          environment.put(identifier ? runtime.environmentPrefix() + name : name, value);
        });
    environment.put("HPK_TEST_LEAK", "leaked");
    environment.put("SLURM_JOB_ID", "leaked");
    return environment;
  }

  private List<String> argv(Command command, ImagePlan image, Path temporary) {
    CommandRenderer renderer =
        new CommandRenderer().bind(JobVariable.IMAGE_TEMPORARY, temporary.toString());
    if (image.file() != null) {
      renderer.bind(JobVariable.IMAGE_FILE, image.file().toString());
    }
    return renderer.argv(command);
  }

  private CommandRenderer renderer(ContainerSpec container) {
    ImagePlan image = container.image();
    CommandRenderer renderer =
        new CommandRenderer()
            .bind(JobVariable.SCRATCH, directory.toString())
            .bind(JobVariable.ATTEMPT, "0")
            .bind(JobVariable.SANDBOX_PID, sandbox)
            .bind(JobVariable.IMAGE_FILE, String.valueOf(image.file()));
    if (image.config() != null) {
      CommandResult config = run(argv(image.config(), image, directory));
      if (!config.succeeded()) {
        throw new IllegalStateException("no configuration: " + config.stderr());
      }
      bind(renderer, config.stdout());
    }
    return renderer;
  }

  private static void bind(CommandRenderer renderer, String config) {
    try {
      JsonNode json = JSON.readTree(config).path("config");
      renderer.bind(JobVariable.IMAGE_ENTRYPOINT, texts(json.path("Entrypoint")));
      renderer.bind(JobVariable.IMAGE_COMMAND, texts(json.path("Cmd")));
      renderer.bind(JobVariable.IMAGE_DIRECTORY, json.path("WorkingDir").asText("/"));
      renderer.bind(JobVariable.IMAGE_USER, json.path("User").asText(""));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(text -> texts.add(text.asText()));
    return texts;
  }

  private Path newFile(String kind) {
    return directory.resolve(kind + "-" + files.incrementAndGet());
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void move(Path from, Path to) {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
