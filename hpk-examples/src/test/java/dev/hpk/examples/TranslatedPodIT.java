package dev.hpk.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hpk.api.ContainerRuntime;
import dev.hpk.api.ContainerRuntimeFactory;
import dev.hpk.api.PluginConfig;
import dev.hpk.api.container.NetworkMode;
import dev.hpk.api.job.Content;
import dev.hpk.api.job.JobFile;
import dev.hpk.api.job.JobSpec;
import dev.hpk.api.pod.EnvVariable;
import dev.hpk.api.pod.ResolvedContainer.Kind;
import dev.hpk.api.pod.ResolvedContainer.ResolvedMount;
import dev.hpk.api.pod.ResolvedPod;
import dev.hpk.api.pod.ResolvedVolume;
import dev.hpk.api.pod.TranslationContext;
import dev.hpk.apptainer.ApptainerRuntimeFactory;
import dev.hpk.podmanhpc.PodmanhpcRuntimeFactory;
import dev.hpk.testkit.runtime.EngineHost;
import dev.hpk.testkit.runtime.RuntimeContext;
import dev.hpk.testkit.translator.SamplePod;
import dev.hpk.translate.DefaultTranslator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A whole job script on the real container engines, run by hand: no batch system, no API server.
 */
@EnabledIfEnvironmentVariable(named = "HPK_TESTBED", matches = ".+")
class TranslatedPodIT {

  private static final String PROGRAM =
      """
      echo "words:$1|$2"; echo "variable:$PASSWORD"
      echo "config:$(cat /etc/app/greeting) $(cat /etc/one)"
      echo "prepared:$(cat /file) in $PWD"; test -d /mine && touch /mine/x && echo made
      mkdir -m 700 /mine/own && touch /mine/own/x && chown -R 5:6 /mine/own
      echo x 2>/dev/null >/etc/app/new || echo read-only
      printf 'last words' >/dev/termination-log; exit 3
      """;

  @TempDir Path folder;

  static Stream<ContainerRuntimeFactory> engines() {
    return Stream.of(new ApptainerRuntimeFactory(), new PodmanhpcRuntimeFactory());
  }

  @ParameterizedTest
  @MethodSource("engines")
  void a_job_script_submitted_by_hand_runs_the_pod(ContainerRuntimeFactory engine)
      throws Exception {
    String registry = System.getenv("HPK_TESTBED_REGISTRY");
    ContainerRuntime runtime =
        engine.create(
            new PluginConfig("runtime", Map.of("insecureRegistries", List.of(registry))),
            new RuntimeContext(folder, EngineHost.commands(folder)));
    JobSpec job =
        new DefaultTranslator().translate(pod(registry + "/library/busybox:1"), context(runtime));
    write(job);

    int exit = run(job);

    Path container = job.directory().resolve("containers/main");
    assertThat(container.resolve("0.log"))
        .hasContent(
            """
            words:it's $(x)|--password=s3'cr3t
            variable:s3'cr3t
            config:hello hello
            prepared:from init in /etc/app
            made
            read-only""");
    assertThat(container.resolve("0.message")).hasContent("last words");
    assertThat(exit).isEqualTo(3);
    assertThat(job.directory().resolve("volumes/work/mine/main/x")).exists();
    assertThat(job.directory().resolve("volumes/work/mine/main/own/x")).exists();
    assertThat(Files.readString(job.scriptFile())).doesNotContain("cr3t");
  }

  private static ResolvedPod pod(String image) {
    Content hello = Content.of("hello");
    SamplePod pod = new SamplePod();
    pod.with(builder -> builder.editSpec().withRestartPolicy("Never").endSpec());
    pod.volume(new ResolvedVolume.EmptyDirectory("work", false, null));
    pod.volume(
        new ResolvedVolume.Files(
            "config", List.of(new ResolvedVolume.VolumeFile("greeting", hello, 0644))));
    pod.container(
        Kind.INIT,
        "prepare",
        List.of(),
        List.of(new ResolvedMount("work", "/work", "", false)),
        container ->
            container.withImage(image).withCommand("sh", "-c", "printf 'from init' >/work/file"));
    pod.container(
        Kind.MAIN,
        "main",
        List.of(new EnvVariable("PASSWORD", "s3'cr3t", true)),
        List.of(
            new ResolvedMount("work", "/file", "file", false),
            new ResolvedMount("work", "/mine", "mine/main", false),
            new ResolvedMount("config", "/etc/one", "greeting", true),
            new ResolvedMount("config", "/etc/app", "", true)),
        container ->
            container
                .withImage(image)
                .withWorkingDir("/etc/app")
                .withCommand("sh", "-c", PROGRAM, "sh")
                .withArgs("it's $(x)", "--password=s3'cr3t"));
    return pod.build();
  }

  private TranslationContext context(ContainerRuntime runtime) {
    return new TranslationContext(
        runtime,
        "owner-1",
        folder.resolve("pods").resolve(SamplePod.UID),
        folder.resolve("journal"),
        folder.resolve("images"),
        folder.resolve("scratch"),
        NetworkMode.HOST,
        new TranslationContext.Settings(
            Duration.ofSeconds(1), Duration.ofSeconds(10), true, List.of(), "cluster.local"));
  }

  private void write(JobSpec job) throws IOException {
    Files.createDirectories(folder.resolve("journal"));
    for (String directory : job.directories()) {
      Files.createDirectories(job.directory().resolve(directory));
    }
    for (JobFile file : job.files()) {
      Path path = job.directory().resolve(file.path());
      Files.createDirectories(path.getParent());
      Files.write(path, file.content().bytes());
    }
    Files.writeString(job.scriptFile(), job.script());
  }

  private static int run(JobSpec job) throws Exception {
    Process bash =
        new ProcessBuilder("bash", job.scriptFile().toString())
            .redirectErrorStream(true)
            .redirectOutput(job.outputFile().toFile())
            .start();
    assertThat(bash.waitFor(120, TimeUnit.SECONDS)).isTrue();
    return bash.exitValue();
  }
}
