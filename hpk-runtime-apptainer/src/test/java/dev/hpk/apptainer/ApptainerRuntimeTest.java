package dev.hpk.apptainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hpk.api.CommandResult;
import dev.hpk.api.CommandRunner;
import dev.hpk.api.ContainerRuntime;
import dev.hpk.api.HpkException;
import dev.hpk.api.PluginConfig;
import dev.hpk.api.container.ImagePlan;
import dev.hpk.api.container.ImageReference;
import dev.hpk.api.container.JobVariable;
import dev.hpk.api.container.Mount;
import dev.hpk.api.container.NetworkMode;
import dev.hpk.api.container.Privileges;
import dev.hpk.api.container.RuntimeAbility;
import dev.hpk.api.container.SandboxSpec;
import dev.hpk.api.container.SandboxSpec.Processes;
import dev.hpk.api.container.Word;
import dev.hpk.api.job.Resources;
import dev.hpk.testkit.runtime.ContainerRuntimeContract;
import dev.hpk.testkit.runtime.RuntimeContext;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ApptainerRuntimeTest extends ContainerRuntimeContract {

  private static final CommandRunner ENGINE = command -> new CommandResult(0, "1.4.5\n", "");

  @Override
  protected ContainerRuntime runtime() {
    return runtime(Map.of());
  }

  @Test
  void the_version_is_the_engine_s_own() {
    assertThat(runtime().version()).isEqualTo("apptainer://1.4.5");
  }

  @Test
  void a_missing_engine_is_no_error_on_the_kubelet_s_host() {
    CommandRunner missing =
        command -> {
          throw new HpkException(HpkException.Kind.EXTERNAL, "apptainer cannot be started");
        };

    assertThat(create(Map.of(), missing).version()).isEqualTo("apptainer://unknown");
  }

  @Test
  void wrong_configuration_is_reported_at_once_with_key_and_value() {
    assertThatThrownBy(
            () ->
                runtime(
                    Map.of(
                        "fakeroots",
                        true,
                        "init",
                        "maybe",
                        "insecureRegistries",
                        List.of("http://r:5000"))))
        .isInstanceOf(HpkException.class)
        .hasMessageContainingAll("runtimes.apptainer.fakeroots", "init", "maybe", "http://r:5000");
  }

  @Test
  void an_image_becomes_a_file_of_the_store_pulled_into_a_temporary_one() {
    ImagePlan plan = image("r.example:5000/team/app:1");

    assertThat(plan.file()).isNotNull();
    assertThat(plan.file().getParent()).isEqualTo(Path.of("/work/images"));
    assertThat(plan.file().getFileName().toString()).isEqualTo(plan.key() + ".sif");
    assertThat(plan.fetch()).isNotNull();
    assertThat(plan.fetch().words())
        .contains(
            Word.of(JobVariable.IMAGE_TEMPORARY), Word.of("docker://r.example:5000/team/app:1"))
        .doesNotContain(Word.of("--no-https"));
  }

  @Test
  void a_registry_named_insecure_is_asked_by_http() {
    ContainerRuntime runtime = runtime(Map.of("insecureRegistries", List.of("r.example:5000")));

    assertThat(fetch(runtime, "r.example:5000/a:1")).contains(Word.of("--no-https"));
    assertThat(fetch(runtime, "r.example/a:1")).doesNotContain(Word.of("--no-https"));
  }

  @Test
  void of_tag_and_digest_the_digest_is_pulled() {
    String digest = "@sha256:" + "0123456789abcdef".repeat(4);

    assertThat(fetch(runtime(), "busybox:1" + digest))
        .contains(Word.of("docker://docker.io/library/busybox" + digest));
  }

  @Test
  void a_file_of_the_user_s_is_taken_as_it_is() {
    ImagePlan plan = image("/scratch/images/my.sif");

    assertThat(plan.file()).isEqualTo(Path.of("/scratch/images/my.sif"));
    assertThat(plan.fetch()).isNull();
  }

  @Test
  void a_pod_appears_as_root_unless_it_or_the_site_says_otherwise() {
    assertThat(text(container().build())).contains("\n/root\nall\n");
    assertThat(text(container().user(0).build())).contains("\n/root\nall\n");
    assertThat(text(container().network(NetworkMode.PRIVATE).build())).contains("\n/root\n0:0\n");
    assertThat(text(container().user(1000).build())).contains("\n/\n1000:0\n");
    assertThat(text(container().user(1000).group(7).build())).contains("\n/\n1000:7\n");
    assertThat(text(container().user(0).group(7).build())).contains("\n/root\n0:7\n");
    ContainerRuntime plain = runtime(Map.of("fakeroot", false));
    assertThat(plain.run(container().build()).words())
        .containsSequence(Word.of("/"), Word.of("own"));
    assertThat(plain.abilities()).doesNotContain(RuntimeAbility.FAKEROOT);
  }

  @Test
  void a_container_with_a_target_has_its_processes_and_its_root() {
    assertThat(text(container().build())).contains("\n--pid\n");
    assertThat(text(container().target("main").build()))
        .contains("TARGET_PID", "\n/root\nown\n")
        .doesNotContain("\n--pid\n");
    assertThat(runtime().abilities()).contains(RuntimeAbility.SHARED_PROCESSES);
    assertThat(runtime(Map.of("fakeroot", false)).abilities())
        .doesNotContain(RuntimeAbility.SHARED_PROCESSES);
  }

  @Test
  void gpus_are_passed_through_to_a_pod_that_asks_for_them() {
    assertThat(text(container().build())).doesNotContain("--nv", "--rocm");
    assertThat(text(container().limits(gpu("nvidia.com/gpu")).build())).contains("\n--nv\n");
    assertThat(text(container().limits(gpu("amd.com/gpu")).build())).contains("\n--rocm\n");
  }

  @Test
  void a_mount_with_odd_characters_stays_one_mount() {
    Mount mount = new Mount(Word.of(JobVariable.SCRATCH).then("/a,\"b\":c"), "/x, y", true);

    assertThat(runtime().run(container().mounts(mount).build()).words())
        .contains(
            Word.of("type=bind,\"source=")
                .then(JobVariable.SCRATCH)
                .then("/a,\"\"b\"\":c")
                .then("\",\"destination=/x, y\",ro"));
  }

  @Test
  void an_image_that_is_mounted_is_a_file_system_beside_the_image() {
    ImagePlan volume = runtime().imageVolume(ImageReference.parse("busybox:1"));
    ImagePlan image = runtime().image(ImageReference.parse("busybox:1"));

    assertThat(volume.file().getParent()).isEqualTo(image.file().getParent());
    assertThat(volume.file().toString()).endsWith("-volume.squashfs");
    assertThat(volume.key()).isNotEqualTo(image.key());
    assertThat(text(container().mounts(Mount.ofImage(volume, "a/\"b\"", "/x")).build()))
        .contains(
            "type=bind,\"source="
                + volume.file()
                + "\",\"destination=/x\",\"image-src=/a/\"\"b\"\"\",ro");
  }

  @Test
  void a_mount_below_dev_is_made_elsewhere_and_linked() {
    Mount message = new Mount(Word.of("/pod/0.message"), "/dev/termination-log", false);
    Mount memory = new Mount(Word.of("/pod/shm"), "/dev/shm", false);

    assertThat(text(container().mounts(message, memory).build()))
        .contains("\n1\n/dev/termination-log\n")
        .contains("\"source=/pod/0.message\",\"destination=/.hpk/dev/termination-log\"")
        .contains("\"source=/pod/shm\",\"destination=/dev/shm\"");
  }

  @Test
  void a_read_only_root_has_no_writable_layer() {
    assertThat(text(container().build())).contains("\n/root\nall\nno\npod-main\nyes\n");
    assertThat(text(container().readOnlyRoot().build()))
        .contains("\n/root\nall\nno\npod-main\nno\n");
  }

  @Test
  void a_root_that_loses_capabilities_is_alone() {
    assertThat(text(container().privileges(drop(List.of("ALL"), List.of())).build()))
        .contains("\n0:0\n", "\n--drop-caps\nall\n");
    assertThat(text(container().privileges(drop(List.of("NET_RAW", "CHOWN"), List.of())).build()))
        .contains("\n0:0\n", "\n--drop-caps\nCAP_CHOWN,CAP_NET_RAW\n");
    assertThat(text(container().privileges(drop(List.of("ALL"), List.of("CHOWN"))).build()))
        .contains("CAP_AUDIT_CONTROL,", ",CAP_NET_RAW,")
        .doesNotContain("CAP_CHOWN");
    assertThat(text(container().privileges(drop(List.of("CHOWN"), List.of("ALL"))).build()))
        .contains("\nall\n")
        .doesNotContain("--drop-caps");
    assertThat(text(container().user(5).privileges(drop(List.of("ALL"), List.of())).build()))
        .doesNotContain("--drop-caps");
  }

  @Test
  void a_container_that_must_not_be_root_runs_as_the_image_s_user() {
    Privileges nonRoot = new Privileges(List.of(), List.of(), true, true, false, List.of());

    assertThat(runtime().run(container().privileges(nonRoot).build()).words())
        .containsSequence(Word.of("/"), Word.of(JobVariable.IMAGE_USER), Word.of("yes"));
  }

  @Test
  void processes_and_memory_are_shared_as_far_as_the_pod_says() {
    assertThat(text(container().build())).contains("\n--pid\n", "\n--ipc\n");
    assertThat(text(container().processes(Processes.HOST).hostIpc().build()))
        .doesNotContain("\n--pid\n", "\n--ipc\n", "nsenter");
    assertThat(runtime().run(container().processes(Processes.POD).build()).words())
        .containsSequence(
            Word.of("--user"),
            Word.of("--pid"),
            Word.of("--mount"),
            Word.of("--target"),
            Word.of(JobVariable.SANDBOX_PID));
  }

  @Test
  void a_network_of_the_site_is_joined_by_a_sandbox_and_the_containers_enter_it() {
    SandboxSpec sandbox = new SandboxSpec("uid", "pod", NetworkMode.cni("fakeroot"));

    assertThat(runtime().sandbox(sandbox).orElseThrow().words())
        .endsWith(Word.of("cni:fakeroot"), Word.of("own"), Word.of("apptainer"));
    assertThat(runtime().enterNetwork(sandbox, List.of("true")).orElseThrow().words())
        .startsWith(Word.of("nsenter"))
        .contains(Word.of("--net"), Word.of(JobVariable.SANDBOX_PID));
  }

  @Test
  void a_sandbox_is_made_where_anything_is_shared() {
    SandboxSpec shared =
        new SandboxSpec(
            "uid", "pod", NetworkMode.PRIVATE, Processes.POD, false, Map.of("net.x", "1 2"));

    assertThat(runtime().sandbox(shared).orElseThrow().words())
        .endsWith(Word.of("private"), Word.of("pod"), Word.of("apptainer"), Word.of("net.x=1 2"));
    assertThat(runtime().sandboxFile(shared))
        .contains(Word.of(JobVariable.SCRATCH).then("/sandbox"));
    assertThat(runtime().sandboxFile(new SandboxSpec("uid", "pod", NetworkMode.HOST))).isEmpty();
  }

  private static Privileges drop(List<String> dropped, List<String> added) {
    return new Privileges(added, dropped, false, false, false, List.of());
  }

  private static List<Word> fetch(ContainerRuntime runtime, String image) {
    ImagePlan plan = runtime.image(ImageReference.parse(image));
    assertThat(plan.fetch()).isNotNull();
    return plan.fetch().words();
  }

  private static Resources gpu(String name) {
    return new Resources(0, 0, Map.of(name, 1L));
  }

  private static ContainerRuntime runtime(Map<String, ?> values) {
    return create(values, ENGINE);
  }

  private static ContainerRuntime create(Map<String, ?> values, CommandRunner engine) {
    return new ApptainerRuntimeFactory()
        .create(
            new PluginConfig("runtimes.apptainer", values),
            new RuntimeContext(Path.of("/work"), engine));
  }
}
