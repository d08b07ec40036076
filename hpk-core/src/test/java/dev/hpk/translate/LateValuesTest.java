package dev.hpk.translate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hpk.api.container.Command;
import dev.hpk.api.container.ImageReference;
import dev.hpk.api.container.JobVariable;
import dev.hpk.api.container.PullPolicy;
import dev.hpk.api.container.Word;
import dev.hpk.api.job.JobFile;
import dev.hpk.api.pod.EnvVariable;
import dev.hpk.api.pod.ResolvedContainer;
import dev.hpk.api.pod.ResolvedContainer.Kind;
import dev.hpk.api.pod.ResolvedPod;
import dev.hpk.disk.PodDirectory;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What only the job knows is put in by the script: shown by a real bash that runs it. */
class LateValuesTest {

  private static final Word HOSTILE =
      Word.of("'\"$(id)`").then(JobVariable.POD_ADDRESS).then("$x;");

  @TempDir private Path folder;

  @Test
  void an_address_in_an_argument_is_put_in_by_the_job() throws Exception {
    ResolvedContainer container = container(List.of(), HOSTILE, Word.of("plain"));

    assertThat(run(container)).isEqualTo("'\"$(id)`10.1.2.3$x;\nplain\n");
  }

  @Test
  void an_address_beside_a_secret_is_put_in_and_the_secret_stays_out_of_the_script()
      throws Exception {
    EnvVariable secret = new EnvVariable("PASSWORD", "hunter 2", true);
    Word url = Word.of("db://hunter 2@").then(JobVariable.POD_ADDRESS).then(":80");
    ResolvedContainer container = container(List.of(secret), url, Word.of("hunter 2"));

    assertThat(script(container)).doesNotContain("hunter");
    assertThat(run(container)).isEqualTo("db://hunter 2@10.1.2.3:80\nhunter 2\n");
  }

  @Test
  void a_variable_with_an_address_is_left_to_the_script() throws Exception {
    List<EnvVariable> variables =
        List.of(
            new EnvVariable("PLAIN", "a", false),
            new EnvVariable("URL", HOSTILE, false),
            new EnvVariable("HOST", Word.of(JobVariable.HOST_ADDRESS), false),
            new EnvVariable("LOGIN", Word.of("hunter2@").then(JobVariable.POD_ADDRESS), true));
    ResolvedContainer container = container(variables, Word.of("x"));

    assertThat(environmentFile(container)).isEqualTo("PLAIN=a\0");
    assertThat(script(container)).doesNotContain("hunter2");
    assertThat(runAndShowVariables(container))
        .isEqualTo("URL='\"$(id)`10.1.2.3$x;\nHOST=10.9.9.9\nLOGIN=hunter2@10.1.2.3\n");
  }

  private String script(ResolvedContainer container) {
    SecretWords words = new SecretWords(container);
    ScriptWriter script = new ScriptWriter();
    Command command = Command.builder().add("printf", "%s\\n").add(words.command()).build();
    words.write(script, "run", command, new PodDirectory(folder));
    return script.toString();
  }

  private String run(ResolvedContainer container) throws IOException, InterruptedException {
    return run(container, "run");
  }

  /** As the supervisor calls it: exec is a function that sees the array. */
  private String runAndShowVariables(ResolvedContainer container)
      throws IOException, InterruptedException {
    return run(container, "exec() { printf '%s\\n' \"${HPK_LATE_VARIABLES[@]}\"; }\nrun");
  }

  private String run(ResolvedContainer container, String end)
      throws IOException, InterruptedException {
    JobFile file = new SecretWords(container).file().orElse(null);
    if (file != null) {
      Path path = folder.resolve(file.path());
      Files.createDirectories(path.resolveSibling("."));
      Files.write(path, file.content().bytes());
    }
    String head = "HPK_POD_ADDRESS=10.1.2.3\nHPK_HOST_ADDRESS=10.9.9.9\n";
    Bash.Answer answer = Bash.run(folder, head + script(container) + end + "\n", Map.of());
    assertThat(answer.exit()).isZero();
    return answer.text();
  }

  private static String environmentFile(ResolvedContainer container) {
    ResolvedPod pod = new ResolvedPod(new Pod(), List.of(container), Map.of());
    return PodFiles.of(pod, List.of()).stream()
        .filter(file -> file.path().equals("env/main"))
        .map(file -> new String(file.content().bytes(), UTF_8))
        .findFirst()
        .orElseThrow();
  }

  private static ResolvedContainer container(List<EnvVariable> variables, Word... command) {
    ImageReference image = ImageReference.parse("busybox");
    return new ResolvedContainer(
        new ContainerBuilder().withName("main").build(),
        "spec.containers[0]",
        Kind.MAIN,
        image,
        image,
        PullPolicy.ALWAYS,
        variables,
        List.of(command),
        null,
        List.of());
  }
}
