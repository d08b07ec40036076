package dev.hpk.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HpkTest {

  private static final String POD =
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: p}
      spec:
        containers:
        - name: c
          image: busybox:1
          command: [sh, -c, 'echo "$GREETING"']
          env: [{name: GREETING, valueFrom: {secretKeyRef: {name: s, key: word}}}]
      ---
      apiVersion: v1
      kind: Secret
      metadata: {name: s, namespace: default}
      stringData: {word: top-secret-word}
      """;

  @TempDir Path directory;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void without_arguments_it_shows_how_it_is_used() {
    assertThat(run()).as(err::toString).isEqualTo(2);
    assertThat(err.toString()).contains("quickstart", "kubelet", "translate", "plugins");
  }

  @Test
  void every_command_explains_itself() {
    for (String command : new String[] {"quickstart", "kubelet", "translate", "plugins"}) {
      assertThat(run(command, "--help")).as(err::toString).isZero();
      assertThat(out.toString()).contains("Usage: hpk " + command);
    }
  }

  @Test
  void a_wrong_option_is_answered_with_the_right_one() {
    assertThat(run("kubelet", "--runtim", "x")).as(err::toString).isEqualTo(2);
    assertThat(err.toString()).contains("--runtim").contains("--runtime");
  }

  @Test
  void an_unknown_plugin_is_answered_with_the_known_ones() {
    assertThat(run("quickstart", "--runtime", "docker")).as(err::toString).isEqualTo(1);
    assertThat(err.toString()).contains("'docker'").contains("apptainer, host, podman-hpc");
  }

  @Test
  void a_script_is_translated_without_a_cluster_and_without_the_secret() throws Exception {
    assertThat(run("translate", "-f", pod().toString(), "--scheduler", "slurm"))
        .as(err::toString)
        .isZero();
    assertThat(out.toString())
        .startsWith("#!/bin/bash\n#SBATCH ")
        .contains("HPK_POD_NAME='p'")
        .endsWith("hpk_main\n")
        .doesNotContain("top-secret-word");
  }

  @Test
  void a_pod_directory_keeps_its_secrets_private() throws Exception {
    Path target = directory.resolve("out");

    assertThat(run("translate", "-f", pod().toString(), "--out", target.toString()))
        .as(err::toString)
        .isZero();

    Path variables = target.resolve("env/c");
    assertThat(Files.readString(variables)).isEqualTo("GREETING=top-secret-word\0");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(variables)))
        .isEqualTo("rw-------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(target)))
        .isEqualTo("rwx------");
    assertThat(target.resolve("job.sh")).exists();
  }

  @Test
  void what_is_missing_among_the_documents_is_named() throws Exception {
    Path file = directory.resolve("pod.yaml");
    Files.writeString(file, POD.substring(0, POD.indexOf("---")));

    assertThat(run("translate", "-f", file.toString())).as(err::toString).isEqualTo(1);
    assertThat(err.toString()).contains("secret \"s\" not found");
  }

  @Test
  void a_file_without_a_pod_is_refused_by_its_option() throws Exception {
    Path file = directory.resolve("none.yaml");
    Files.writeString(file, POD.substring(POD.indexOf("---") + 4));

    assertThat(run("translate", "-f", file.toString())).as(err::toString).isEqualTo(1);
    assertThat(err.toString()).contains("--filename").contains("exactly one Pod");
  }

  @Test
  void the_quickstart_runs_a_pod_to_its_end() {
    assertThat(run("quickstart", "--work-dir", directory.resolve("work").toString()))
        .as(err::toString)
        .isZero();
    assertThat(out.toString())
        .contains("prepare | prepared by quickstart-")
        .contains("counter | count 3")
        .contains("Phase        Succeeded")
        .contains("prepare: exit code 0")
        .contains("Job script   " + directory.resolve("work"));
  }

  private Path pod() throws Exception {
    Path file = directory.resolve("pod.yaml");
    Files.writeString(file, POD);
    return file;
  }

  private int run(String... arguments) {
    return Hpk.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
  }
}
