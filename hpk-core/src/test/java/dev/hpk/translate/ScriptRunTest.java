package dev.hpk.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hpk.api.ContainerRuntime;
import dev.hpk.api.container.NetworkMode;
import dev.hpk.api.job.JobFile;
import dev.hpk.api.job.JobSpec;
import dev.hpk.api.pod.EnvVariable;
import dev.hpk.api.pod.ResolvedContainer.Kind;
import dev.hpk.api.pod.ResolvedPod;
import dev.hpk.api.pod.TranslationContext;
import dev.hpk.testkit.translator.FakeRuntime;
import dev.hpk.testkit.translator.SamplePod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole scripts under a real bash, supervisor and all. */
class ScriptRunTest {

  private static final List<String> HOSTILE =
      List.of("it's", "$(touch x)", "`touch x`", "a\nb\n", "\\", "\"", "", "-n", "--", "*", "ü€😀");
  private static final String LARGE = "x'\n$".repeat(25 * 1024);

  @TempDir Path folder;

  @Test
  void words_and_variables_reach_the_container_byte_for_byte() throws Exception {
    List<String> words = new ArrayList<>(HOSTILE);
    words.add(LARGE);
    words.add("--password=s3'cr3t");
    List<EnvVariable> variables = new ArrayList<>();
    for (String value : words) {
      variables.add(new EnvVariable("V" + variables.size(), value, value.contains("s3'cr3t")));
    }
    List<String> command = new ArrayList<>(List.of("bash", "-c", program(words.size()), "name"));
    command.addAll(words);
    SamplePod pod = new SamplePod();
    pod.with(builder -> builder.editSpec().withRestartPolicy("Never").endSpec());
    pod.container(
        Kind.MAIN, "main", variables, List.of(), container -> container.withCommand(command));

    JobSpec job = run(pod.build());

    assertThat(job.script()).doesNotContain("cr3t");
    List<String> expected = new ArrayList<>(words);
    expected.addAll(words);
    String text = Files.readString(folder.resolve("seen"));
    assertThat(List.of(text.split("\0", -1))).startsWith(expected.toArray(String[]::new));
  }

  @Test
  void the_exit_code_of_the_pod_is_that_of_its_container() throws Exception {
    SamplePod pod = new SamplePod().container("main", "bash", "-c", "exit 42");
    pod.with(builder -> builder.editSpec().withRestartPolicy("Never").endSpec());
    JobSpec job = job(pod.build());
    write(job);

    assertThat(Bash.run(folder, job.script(), Map.of()).exit()).isEqualTo(42);
  }

  @Test
  void shellcheck_finds_nothing_in_the_head_of_a_script() throws Exception {
    assumeTrue(isInstalled("shellcheck"), "shellcheck is not installed");
    TranslationContext context = context(FakeRuntime.able());
    String script = new DefaultTranslator().translate(hostilePod(), context).script();
    // The supervisor is checked by itself, and uses the variables of the head.
    String head = script.substring(0, script.indexOf(SupervisorLibrary.text()));
    Path file = Files.writeString(folder.resolve("head.sh"), head);

    Bash.Answer answer =
        Bash.start(
            folder,
            List.of("shellcheck", "--severity=warning", "--exclude=SC2034", file.toString()),
            Map.of());

    assertThat(answer.text()).isEmpty();
    assertThat(answer.exit()).isZero();
  }

  private static ResolvedPod hostilePod() {
    SamplePod pod = new SamplePod();
    for (int index = 0; index < HOSTILE.size(); index++) {
      pod.container("c" + index, "run", HOSTILE.get(index));
    }
    return pod.build();
  }

  private JobSpec run(ResolvedPod pod) throws Exception {
    JobSpec job = job(pod);
    write(job);
    Bash.Answer answer = Bash.run(folder, job.script(), Map.of());
    assertThat(answer.exit()).describedAs(answer.text()).isZero();
    return job;
  }

  private JobSpec job(ResolvedPod pod) {
    return new DefaultTranslator().translate(pod, context(new WordsRuntime()));
  }

  private TranslationContext context(ContainerRuntime runtime) {
    return new TranslationContext(
        runtime,
        "owner-1",
        folder.resolve("pod"),
        folder.resolve("journal"),
        folder.resolve("images"),
        folder.resolve("scratch"),
        NetworkMode.HOST,
        TranslationContext.Settings.DEFAULT);
  }

  private String program(int variables) {
    StringBuilder names = new StringBuilder();
    for (int index = 0; index < variables; index++) {
      names.append(" \"$V").append(index).append('"');
    }
    return "printf '%s\\0' \"$@\"" + names + " >" + ScriptWriter.quote(folder + "/seen");
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
  }

  private static boolean isInstalled(String program) {
    return List.of(System.getenv("PATH").split(":")).stream()
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }
}
