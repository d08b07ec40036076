package dev.hpk.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.CapabilitiesBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** What containers see of their pod's names and addresses, and as whom they run, as Slurm jobs. */
@EnabledIfEnvironmentVariable(named = "HPK_TESTBED", matches = ".+")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class NamesAndSecuritySuite {

  final LiveKubelet live;

  private Pod names;
  private Pod resolver;
  private Pod hostNetwork;
  private Pod addresses;
  private Pod user;
  private Pod guarded;
  private Pod nonRoot;
  private Pod imageUser;
  private Pod hostShared;
  private Pod taken;
  private Pod forbidden;

  NamesAndSecuritySuite(String runtime) {
    live = new LiveKubelet(runtime);
  }

  @BeforeAll
  void start() {
    live.start();
    names =
        live.shell(
            "names",
            "cat /etc/hostname /etc/hosts; hostname; echo $HOSTNAME",
            pod ->
                pod.editSpec()
                    .withHostname("db-0")
                    .withSubdomain("db")
                    .addNewHostAlias()
                    .withIp("10.9.9.9")
                    .withHostnames("cache", "cache.shop")
                    .endHostAlias()
                    .endSpec());
    resolver =
        live.shell(
            "resolver",
            "cat /etc/resolv.conf",
            pod ->
                pod.editSpec()
                    .withDnsPolicy("None")
                    .withNewDnsConfig()
                    .withNameservers("10.3.3.3")
                    .withSearches("own.example")
                    .addNewOption("ndots", "2")
                    .endDnsConfig()
                    .endSpec());
    hostNetwork =
        live.shell(
            "host-network",
            "head -n 1 /etc/hosts; hostname",
            pod -> pod.editSpec().withHostNetwork(true).endSpec());
    addresses =
        live.shell(
            "addresses",
            "echo $POD; echo $PODS; echo $HOST; echo $HOSTS",
            pod ->
                pod.editSpec()
                    .editFirstContainer()
                    .addNewEnv()
                    .withName("POD")
                    .withNewValueFrom()
                    .withNewFieldRef(null, "status.podIP")
                    .endValueFrom()
                    .endEnv()
                    .addNewEnv()
                    .withName("PODS")
                    .withNewValueFrom()
                    .withNewFieldRef(null, "status.podIPs")
                    .endValueFrom()
                    .endEnv()
                    .addNewEnv()
                    .withName("HOST")
                    .withNewValueFrom()
                    .withNewFieldRef(null, "status.hostIP")
                    .endValueFrom()
                    .endEnv()
                    .addNewEnv()
                    .withName("HOSTS")
                    .withNewValueFrom()
                    .withNewFieldRef(null, "status.hostIPs")
                    .endValueFrom()
                    .endEnv()
                    .endContainer()
                    .endSpec());
    user =
        live.shell(
            "user",
            "id -u; id -g; touch /new 2>/dev/null || echo read-only",
            pod ->
                pod.editSpec()
                    .editFirstContainer()
                    .withNewSecurityContext()
                    .withRunAsUser(1234L)
                    .withRunAsGroup(1235L)
                    .withRunAsNonRoot(true)
                    .withReadOnlyRootFilesystem(true)
                    .endSecurityContext()
                    .endContainer()
                    .endSpec());
    guarded =
        live.shell(
            "guarded",
            "grep -E 'Cap(Eff|Bnd)|NoNewPrivs' /proc/self/status",
            pod ->
                pod.editSpec()
                    .editFirstContainer()
                    .withNewSecurityContext()
                    .withAllowPrivilegeEscalation(false)
                    .withCapabilities(new CapabilitiesBuilder().withDrop("ALL").build())
                    .endSecurityContext()
                    .endContainer()
                    .endSpec());
    nonRoot = live.shell("non-root", "id", NamesAndSecuritySuite::mustNotBeRoot);
    imageUser =
        live.shell(
            "image-user",
            "id -u",
            pod ->
                mustNotBeRoot(pod)
                    .editSpec()
                    .editFirstContainer()
                    .withImage("hpk/user:1")
                    .endContainer()
                    .endSpec());
    hostShared =
        live.shell(
            "host-shared",
            "readlink /proc/self/ns/pid; readlink /proc/self/ns/ipc",
            pod -> pod.editSpec().withHostPID(true).withHostIPC(true).endSpec());
    int port = Integer.parseInt(System.getenv("HPK_TESTBED_REGISTRY").split(":", 2)[1]);
    taken =
        live.shell(
            "taken",
            "true",
            pod ->
                pod.editSpec()
                    .editFirstContainer()
                    .addNewPort()
                    .withContainerPort(port)
                    .endPort()
                    .endContainer()
                    .endSpec());
    forbidden =
        live.shell(
            "forbidden",
            "true",
            pod ->
                pod.editSpec()
                    .withNewSecurityContext()
                    .addNewSysctl("kernel.msgmax", "1")
                    .endSecurityContext()
                    .endSpec());
  }

  @AfterAll
  void stop() {
    live.close();
  }

  @Test
  void hosts_file_and_host_name_are_those_of_the_pod() {
    String log = logOf(names);
    String address = live.resource(names).get().getStatus().getPodIP();

    assertThat(log).startsWith("db-0\n# Kubernetes-managed hosts file.\n127.0.0.1\tlocalhost\n");
    assertThat(log)
        .contains(address + "\tdb-0.db." + live.namespace() + ".svc.cluster.local\tdb-0\n")
        .endsWith("\n# Entries added by HostAliases.\n10.9.9.9\tcache\tcache.shop\ndb-0\ndb-0\n");
  }

  @Test
  void the_resolver_is_the_one_that_the_pod_describes() {
    assertThat(logOf(resolver))
        .isEqualTo("search own.example\nnameserver 10.3.3.3\noptions ndots:2\n");
  }

  @Test
  void in_the_host_s_network_hosts_file_and_name_are_the_host_s() {
    assertThat(logOf(hostNetwork))
        .isEqualTo(
            "# Kubernetes-managed hosts file (host network).\n"
                + LiveKubelet.run("hostname").strip()
                + "\n");
  }

  @Test
  void without_a_cluster_s_resolvers_an_event_says_so() {
    assertThat(live.awaitEvent(names, "MissingClusterDNS")).contains("Falling back to");
  }

  @Test
  void addresses_in_variables_are_those_of_the_status() {
    List<String> told = logOf(addresses).lines().toList();
    Pod pod = live.resource(addresses).get();

    assertThat(told)
        .containsExactly(
            pod.getStatus().getPodIP(),
            String.join(",", pod.getStatus().getPodIPs().stream().map(ip -> ip.getIp()).toList()),
            pod.getStatus().getHostIP(),
            String.join(",", pod.getStatus().getHostIPs().stream().map(ip -> ip.getIp()).toList()));
  }

  @Test
  void user_group_and_root_file_system_are_as_the_pod_says() {
    assertThat(logOf(user)).isEqualTo("1234\n1235\nread-only\n");
  }

  @Test
  void capabilities_are_dropped_and_none_gained() {
    assertThat(logOf(guarded))
        .contains("CapEff:\t0000000000000000", "CapBnd:\t0000000000000000", "NoNewPrivs:\t1");
  }

  @Test
  void an_image_without_a_user_does_not_run_where_root_may_not() {
    live.awaitWaiting(nonRoot, "CreateContainerConfigError");
    Pod pod = live.resource(nonRoot).get();

    assertThat(pod.getStatus().getContainerStatuses().get(0).getState().getWaiting().getMessage())
        .startsWith("container has runAsNonRoot and image will run as root (pod: \"non-root_");
  }

  @Test
  void an_image_with_a_user_runs_as_that_one() {
    assertThat(logOf(imageUser)).isEqualTo("1234\n");
  }

  @Test
  void processes_and_memory_of_the_host_are_seen_on_request() {
    assertThat(logOf(hostShared))
        .isEqualTo(LiveKubelet.run("readlink", "/proc/self/ns/pid", "/proc/self/ns/ipc"));
  }

  @Test
  void a_port_that_is_taken_is_told() {
    assertThat(live.awaitEvent(taken, "HostPortConflict")).contains("is in use already on host");
  }

  @Test
  void an_unsafe_kernel_parameter_is_forbidden_in_a_kubelet_s_words() {
    Pod pod = live.awaitPhase(forbidden, "Failed");

    assertThat(pod.getStatus().getReason()).isEqualTo("SysctlForbidden");
    assertThat(pod.getStatus().getMessage())
        .isEqualTo("Pod was rejected: forbidden sysctl: \"kernel.msgmax\" not allowlisted");
  }

  final String logOf(Pod pod) {
    Pod ended = live.awaitEnd(pod);
    assertThat(ended.getStatus().getPhase()).as(live.log(pod, "main")).isEqualTo("Succeeded");
    return live.log(pod, "main");
  }

  static UnaryOperator<PodBuilder> inPrivateNetwork(UnaryOperator<PodBuilder> change) {
    return pod ->
        change.apply(
            pod.editMetadata()
                .addToAnnotations(Map.of("hpk.dev/network", "private"))
                .endMetadata());
  }

  private static PodBuilder mustNotBeRoot(PodBuilder pod) {
    return pod.editSpec()
        .withNewSecurityContext()
        .withRunAsNonRoot(true)
        .endSecurityContext()
        .endSpec();
  }
}
