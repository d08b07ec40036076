package dev.hpk.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A kubelet, as a process of its own, that dies under a pod which is a real Slurm job. */
@EnabledIfEnvironmentVariable(named = "HPK_TESTBED", matches = ".+")
class KubeletCrashIT {

  private static final int KILLED = 137;

  @ParameterizedTest
  @ValueSource(strings = {"FILES_WRITTEN", "ACCEPTED", "JOB_WRITTEN", "END_WRITTEN"})
  void a_kubelet_that_dies_submits_nothing_twice_and_loses_no_exit_code(String point)
      throws Exception {
    try (LiveKubelet live = new LiveKubelet("apptainer")) {
      Files.createDirectories(live.work());
      Process doomed = doomed(live, point);
      Pod pod = live.shell("mortal", "exit 5");

      assertThat(doomed.waitFor(120, TimeUnit.SECONDS)).isTrue();
      assertThat(doomed.exitValue()).isEqualTo(KILLED);
      live.start();

      Pod ended = live.awaitEnd(pod);
      assertThat(LiveKubelet.exitCode(ended, "main")).isEqualTo(5);
      assertThat(live.awaitJobs(pod)).hasSize(1);
    }
  }

  private static Process doomed(LiveKubelet live, String point) throws Exception {
    Path configuration = live.work().resolve("kubelet.yaml");
    Files.writeString(
        configuration, live.client().getKubernetesSerialization().asYaml(live.configuration()));
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Dhpk.dieAt=" + point,
            "-cp",
            System.getProperty("java.class.path"),
            Hpk.class.getName(),
            "kubelet",
            "--config",
            configuration.toString())
        .redirectErrorStream(true)
        .redirectOutput(live.work().resolve("kubelet.log").toFile())
        .start();
  }
}
