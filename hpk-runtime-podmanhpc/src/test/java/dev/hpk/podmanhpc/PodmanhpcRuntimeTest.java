package dev.hpk.podmanhpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hpk.api.CommandResult;
import dev.hpk.api.CommandRunner;
import dev.hpk.api.ContainerRuntime;
import dev.hpk.api.HpkException;
import dev.hpk.api.PluginConfig;
import dev.hpk.api.container.Command;
import dev.hpk.api.container.ImagePlan;
import dev.hpk.api.container.ImageReference;
import dev.hpk.api.container.JobVariable;
import dev.hpk.api.container.Mount;
import dev.hpk.api.container.Privileges;
import dev.hpk.api.container.SandboxSpec.Processes;
import dev.hpk.api.container.Word;
import dev.hpk.api.job.Resources;
import dev.hpk.testkit.runtime.ContainerRuntimeContract;
import dev.hpk.testkit.runtime.RuntimeContext;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PodmanhpcRuntimeTest extends ContainerRuntimeContract {

  private static final CommandRunner ENGINE =
      command -> new CommandResult(0, "Podman-HPC Version: 1.2.2\npodman_bin: x\n", "");

  @Override
  protected ContainerRuntime runtime() {
    return runtime(Map.of());
  }

  @Test
  void the_version_is_the_engine_s_own() {
    assertThat(runtime().version()).isEqualTo("podman-hpc://1.2.2");
  }

  @Test
  void a_missing_engine_is_no_error_on_the_kubelet_s_host() {
    CommandRunner missing =
        command -> {
          throw new HpkException(HpkException.Kind.EXTERNAL, "podman-hpc cannot be started");
        };

    assertThat(create(Map.of(), missing).version()).isEqualTo("podman-hpc://unknown");
  }

  @Test
  void wrong_configuration_is_reported_at_once_with_key_and_value() {
    assertThatThrownBy(
            () ->
                runtime(
                    Map.of(
                        "option",
                        "x",
                        "squashDirectory",
                        "relative",
                        "insecureRegistries",
                        List.of("http://r:5000"))))
        .isInstanceOf(HpkException.class)
        .hasMessageContainingAll(
            "runtimes.podman-hpc.option", "squashDirectory", "relative", "http://r:5000");
  }

  @Test
  void a_container_with_a_target_joins_the_newest_start_of_it() {
    assertThat(runtime().run(container().target("web").build()).words())
        .containsSequence(
            Word.of("--pid"),
            Word.of("container:hpk-" + container().build().podUid() + "-web-")
                .then(JobVariable.TARGET_ATTEMPT))
        .contains(Word.of("--cgroups=enabled"))
        .doesNotContain(Word.of("--cgroups=disabled"));
    assertThat(runtime().run(container().build()).words())
        .contains(Word.of("--cgroups=disabled"))
        .doesNotContain(Word.of("--pid"));
  }

  @Test
  void an_input_is_handed_on_and_a_terminal_is_podmans_own() {
    assertThat(runtime().run(container().streams(true, false).build()).words())
        .contains(Word.of("--interactive"), Word.of("passthrough"))
        .doesNotContain(Word.of("--tty"));
    assertThat(runtime().run(container().streams(false, true).build()).words())
        .contains(Word.of("--interactive"), Word.of("--tty"))
        .doesNotContain(Word.of("passthrough"));
    assertThat(runtime().run(container().build()).words())
        .contains(Word.of("passthrough"))
        .doesNotContain(Word.of("--interactive"), Word.of("--tty"));
  }

  @Test
  void an_image_lies_in_the_engine_s_own_store() {
    ImagePlan plan = image("r.example:5000/team/app:1");

    assertThat(plan.file()).isNull();
    assertThat(plan.present()).isNotNull();
    assertThat(plan.config()).isNotNull();
    assertThat(plan.fetch()).isNotNull();
    assertThat(plan.fetch().words())
        .contains(Word.of("r.example:5000/team/app:1"))
        .doesNotContain(Word.of("--tls-verify=false"));
  }

  @Test
  void a_registry_named_insecure_is_asked_by_http() {
    ContainerRuntime runtime = runtime(Map.of("insecureRegistries", List.of("r.example:5000")));

    assertThat(fetch(runtime, "r.example:5000/a:1")).contains(Word.of("--tls-verify=false"));
    assertThat(fetch(runtime, "r.example/a:1")).doesNotContain(Word.of("--tls-verify=false"));
  }

  @Test
  void of_tag_and_digest_the_digest_is_pulled() {
    String digest = "@sha256:" + "0123456789abcdef".repeat(4);

    assertThat(fetch(runtime(), "busybox:1" + digest))
        .contains(Word.of("docker.io/library/busybox" + digest));
  }

  @Test
  void the_store_is_the_same_on_the_kubelet_s_host_and_in_every_job() {
    ContainerRuntime runtime = runtime(Map.of("squashDirectory", "/shared/store"));

    assertThat(fetch(runtime, "busybox")).contains(Word.of("/shared/store"));
    assertThat(runtime.run(container().build()).words()).contains(Word.of("/shared/store"));
    assertThat(PodmanhpcConfig.read(PluginConfig.empty("x"), Map.of("SCRATCH", "/s")))
        .extracting(PodmanhpcConfig::squashDirectory)
        .isEqualTo("/s/storage");
    assertThat(
            PodmanhpcConfig.read(
                PluginConfig.empty("x"), Map.of("SCRATCH", "/s", "SQUASH_DIR", "/q")))
        .extracting(PodmanhpcConfig::squashDirectory)
        .isEqualTo("/q");
  }

  @Test
  void a_user_other_than_root_owns_the_pod_s_volumes() {
    assertThat(text(container().build())).doesNotContain("--user", "--userns");
    assertThat(text(container().user(0).build()))
        .contains("\n--user\n0:0\n")
        .doesNotContain("--userns");
    assertThat(text(container().user(1000).build()))
        .contains("\n--user\n1000:1000\n--userns\nkeep-id:uid=1000,gid=1000\n");
  }

  @Test
  void gpus_are_passed_through_to_a_pod_that_asks_for_them() {
    assertThat(text(container().build())).doesNotContain("--gpu");
    assertThat(text(container().limits(gpu("nvidia.com/gpu")).build())).contains("\n1\n--gpu\n");
  }

  @Test
  void a_mount_with_odd_characters_stays_one_mount() {
    Mount mount = new Mount(Word.of(JobVariable.SCRATCH).then("/a,\"b\":c"), "/x, y", true);

    assertThat(runtime().run(container().mounts(mount).build()).words())
        .contains(
            Word.of("type=bind,\"source=")
                .then(JobVariable.SCRATCH)
                .then("/a,\"\"b\"\":c")
                .then("\",\"destination=/x, y\",ro=true"));
  }

  @Test
  void an_image_is_mounted_by_its_name() {
    ImagePlan volume = runtime().imageVolume(ImageReference.parse("busybox:1"));

    assertThat(text(container().mounts(Mount.ofImage(volume, "", "/x, y")).build()))
        .contains("\ntype=image,source=docker.io/library/busybox:1,\"destination=/x, y\"\n");
  }

  @Test
  void a_read_only_root_is_asked_for() {
    assertThat(text(container().build())).doesNotContain("--read-only");
    assertThat(text(container().readOnlyRoot().build())).contains("\n--read-only\n");
  }

  @Test
  void what_the_engine_takes_for_options_of_its_own_stands_behind_a_divider() {
    Command run = runtime().run(container().args("--help").build());

    assertThat(PodmanhpcScript.RUN.words().get(2)).contains(" run \"${flags[@]}\" -- ");
    assertThat(end(run, 1)).isEqualTo(words(List.of("--help")));
  }

  @Test
  void capabilities_groups_and_guards_are_asked_for() {
    Privileges privileges =
        new Privileges(List.of("CHOWN"), List.of("ALL"), true, false, true, List.of(4000L, 5000L));

    assertThat(text(container().privileges(privileges).build()))
        .contains("\n--cap-drop\nALL\n--cap-add\nCHOWN\n")
        .contains("\n--security-opt\nno-new-privileges\n", "\n--security-opt\nunmask=ALL\n")
        .contains("\n--group-add\n4000\n--group-add\n5000\n");
  }

  @Test
  void processes_and_memory_are_the_host_s_where_the_pod_says_so() {
    assertThat(text(container().build()))
        .contains("\n--cgroups=disabled\n")
        .doesNotContain("\n--pid\n", "\n--ipc\n");
    assertThat(text(container().processes(Processes.HOST).hostIpc().build()))
        .contains("\n--cgroups=no-conmon\n--pid\nhost\n", "\n--ipc\nhost\n");
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
    return new PodmanhpcRuntimeFactory()
        .create(
            new PluginConfig("runtimes.podman-hpc", values),
            new RuntimeContext(Path.of("/work"), engine));
  }
}
