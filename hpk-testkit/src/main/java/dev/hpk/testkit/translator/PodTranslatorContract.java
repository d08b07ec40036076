package dev.hpk.testkit.translator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.hpk.api.PodRefusedException;
import dev.hpk.api.PodTranslator;
import dev.hpk.api.container.NetworkMode;
import dev.hpk.api.job.Content;
import dev.hpk.api.job.JobFile;
import dev.hpk.api.job.JobSpec;
import dev.hpk.api.job.Resources;
import dev.hpk.api.pod.EnvVariable;
import dev.hpk.api.pod.ResolvedContainer.Kind;
import dev.hpk.api.pod.ResolvedContainer.ResolvedMount;
import dev.hpk.api.pod.ResolvedPod;
import dev.hpk.api.pod.ResolvedVolume;
import dev.hpk.api.pod.TranslationContext;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every {@link PodTranslator} must do: extend it and say which one is tested. */
public abstract class PodTranslatorContract {

  private static final String SECRET = "s3cr3t-'\"$(id)";
  private static final Path DIRECTORY = Path.of("/shared/pods/" + SamplePod.UID);

  @TempDir Path folder;

  /** The translator to be tested; called once or more for each test. */
  protected abstract PodTranslator translator();

  @Test
  void a_job_is_named_after_the_pods_uid_and_lies_in_the_pods_directory() {
    JobSpec job = translate(new SamplePod().container("main", "true").build());

    assertThat(job.name()).isEqualTo("hpk-" + SamplePod.UID);
    assertThat(job.comment()).contains("shop/web");
    assertThat(job.owner()).isEqualTo("owner-1");
    assertThat(job.directory()).isEqualTo(DIRECTORY);
  }

  @Test
  void the_same_pod_gives_the_same_job() {
    assertThat(translate(rich())).isEqualTo(translate(rich()));
  }

  @Test
  void a_script_is_bash_without_directives_of_a_batch_system() throws Exception {
    String script = translate(rich()).script();

    assertThat(script).startsWith("#!/bin/bash\n").endsWith("\n");
    assertThat(script.lines())
        .noneMatch(line -> line.startsWith("#SBATCH") || line.startsWith("#PBS"));
    assertThat(complaintOfBash(script)).isEmpty();
  }

  @Test
  void whatever_words_a_pod_has_bash_can_read_the_script() throws Exception {
    SamplePod pod = new SamplePod();
    pod.container("main", "a'b", "\"", "`id`", "$(id)", "x\ny", "\\", "", "#", "'; exit 7; '");

    assertThat(complaintOfBash(translate(pod.build()).script())).isEmpty();
  }

  @Test
  void secrets_are_in_files_of_mode_0600_and_not_in_the_script() {
    JobSpec job = translate(rich());

    assertThat(job.script()).doesNotContain(SECRET).doesNotContain("s3cr3t");
    List<JobFile> holders =
        job.files().stream().filter(file -> text(file).contains("s3cr3t")).toList();
    assertThat(holders).isNotEmpty().allMatch(file -> file.mode() == 0600);
    assertThat(job.toString()).doesNotContain("s3cr3t");
  }

  @Test
  void the_files_of_a_volume_keep_their_bytes_and_modes() {
    byte[] bytes = {0, (byte) 0xff, (byte) 0xfe, '\n'};
    Content content = Content.of(bytes);
    ResolvedPod pod =
        new SamplePod()
            .volume(
                new ResolvedVolume.Files(
                    "data", List.of(new ResolvedVolume.VolumeFile("a/b", content, 0640))))
            .container("main", "true")
            .build();

    assertThat(translate(pod).files())
        .anySatisfy(
            file -> {
              assertThat(file.path()).endsWith("data/a/b");
              assertThat(file.content()).isEqualTo(content);
              assertThat(file.mode()).isEqualTo(0640);
            });
  }

  @Test
  void a_job_asks_for_the_sum_of_the_containers_requests() {
    SamplePod pod = new SamplePod();
    pod.container(
        Kind.MAIN, "a", List.of(), List.of(), container -> request(container, "1500m", "1Gi"));
    pod.container(
        Kind.MAIN, "b", List.of(), List.of(), container -> request(container, "1", "512Mi"));

    assertThat(translate(pod.build()).resources())
        .isEqualTo(new Resources(2500, 1536L << 20, Map.of()));
  }

  @Test
  void a_pod_has_its_grace_period_its_time_limit_and_its_annotations() {
    SamplePod pod = new SamplePod().container("main", "true");
    pod.with(
        builder ->
            builder
                .editMetadata()
                .addToAnnotations("slurm.hpk.io/flags", "--partition=long")
                .endMetadata()
                .editSpec()
                .withTerminationGracePeriodSeconds(7L)
                .withActiveDeadlineSeconds(100L)
                .endSpec());

    JobSpec job = translate(pod.build());

    assertThat(job.grace()).isEqualTo(Duration.ofSeconds(7));
    assertThat(job.timeLimit()).isGreaterThanOrEqualTo(Duration.ofSeconds(100));
    assertThat(job.annotations()).containsEntry("slurm.hpk.io/flags", "--partition=long");
  }

  @Test
  void a_field_that_nobody_knows_is_refused_by_name() {
    SamplePod pod = new SamplePod().container("main", "true");
    pod.with(builder -> builder.editSpec().addToAdditionalProperties("brandNew", "x").endSpec());

    PodRefusedException refusal =
        catchThrowableOfType(PodRefusedException.class, () -> translate(pod.build()));

    assertThat(refusal).isNotNull();
    assertThat(refusal.refusals()).extracting(each -> each.field()).contains("spec.brandNew");
  }

  private JobSpec translate(ResolvedPod pod) {
    return translator()
        .translate(
            pod,
            new TranslationContext(
                FakeRuntime.able(),
                "owner-1",
                DIRECTORY,
                Path.of("/shared/journal"),
                Path.of("/shared/images"),
                Path.of("/scratch"),
                NetworkMode.HOST,
                TranslationContext.Settings.DEFAULT));
  }

  private static void request(ContainerBuilder container, String cpu, String memory) {
    container
        .withNewResources()
        .addToRequests("cpu", new Quantity(cpu))
        .addToRequests("memory", new Quantity(memory))
        .endResources();
  }

  private static ResolvedPod rich() {
    return new SamplePod()
        .volume(
            new ResolvedVolume.Files(
                "keys", List.of(new ResolvedVolume.VolumeFile("key", Content.of(SECRET), 0600))))
        .volume(new ResolvedVolume.EmptyDirectory("work", false, null))
        .container(
            Kind.INIT,
            "prepare",
            List.of(),
            List.of(new ResolvedMount("work", "/work", "", false)),
            container -> container.withCommand("touch", "/work/x"))
        .container(
            Kind.MAIN,
            "main",
            List.of(
                new EnvVariable("PASSWORD", SECRET, true), new EnvVariable("PLAIN", "a b", false)),
            List.of(
                new ResolvedMount("work", "/work", "", false),
                new ResolvedMount("keys", "/keys", "", true)),
            container -> container.withCommand("serve").withArgs("--password=" + SECRET, "x"))
        .build();
  }

  private static String text(JobFile file) {
    return new String(file.content().bytes(), StandardCharsets.UTF_8);
  }

  private String complaintOfBash(String script) throws Exception {
    Path file = Files.writeString(folder.resolve("job.sh"), script);
    Path output = folder.resolve("complaint");
    Process bash =
        new ProcessBuilder("bash", "-n", file.toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(bash.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return Files.readString(output);
  }
}
