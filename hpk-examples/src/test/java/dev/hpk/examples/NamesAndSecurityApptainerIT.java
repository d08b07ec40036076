package dev.hpk.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Names and security of pods under Apptainer, and networks and processes that a pod shares. */
class NamesAndSecurityApptainerIT extends NamesAndSecuritySuite {

  private Pod first;
  private Pod second;
  private Pod outside;
  private Pod shared;
  private Pod sysctl;

  NamesAndSecurityApptainerIT() {
    super("apptainer");
  }

  @BeforeAll
  void startMore() {
    first = server("first");
    second = server("second");
    outside =
        live.shell(
            "outside",
            "ip -4 address show | grep -c \"inet $POD/\"",
            inPrivateNetwork(
                pod ->
                    pod.editSpec()
                        .editFirstContainer()
                        .addNewEnv()
                        .withName("POD")
                        .withNewValueFrom()
                        .withNewFieldRef(null, "status.podIP")
                        .endValueFrom()
                        .endEnv()
                        .endContainer()
                        .endSpec()));
    shared =
        live.shell(
            "shared",
            "until ps | grep -q '[s]leep 4242'; do sleep 0.2; done; echo seen",
            pod ->
                pod.editSpec()
                    .withShareProcessNamespace(true)
                    .addNewContainer()
                    .withName("other")
                    .withImage(LiveKubelet.IMAGE)
                    .withCommand("sh", "-c", "timeout 60 sleep 4242 || true")
                    .endContainer()
                    .endSpec());
    sysctl =
        live.shell(
            "sysctl",
            "cat /proc/sys/net/ipv4/ip_unprivileged_port_start",
            inPrivateNetwork(
                pod ->
                    pod.editSpec()
                        .withNewSecurityContext()
                        .addNewSysctl("net.ipv4.ip_unprivileged_port_start", "80")
                        .endSecurityContext()
                        .endSpec()));
  }

  @Test
  void two_pods_with_one_port_do_not_clash_and_containers_share_localhost() {
    assertThat(logOf(first)).isEqualTo("first\n");
    assertThat(logOf(second)).isEqualTo("second\n");
  }

  @Test
  void the_pod_has_its_address_in_a_private_network() {
    live.awaitEnd(outside);

    assertThat(live.log(outside, "main")).startsWith("1\n");
    assertThat(live.resource(outside).get().getStatus().getPodIP()).isEqualTo("10.0.2.100");
  }

  @Test
  void containers_see_each_other_s_processes_on_request() {
    live.awaitLog(shared, "seen");
  }

  @Test
  void a_kernel_parameter_of_a_private_network_is_set() {
    assertThat(logOf(sysctl)).isEqualTo("80\n");
  }

  private Pod server(String name) {
    return live.shell(
        name,
        "until wget -q -O - http://127.0.0.1:80/hostname 2>/dev/null; do sleep 0.2; done; touch /work/done",
        inPrivateNetwork(
            pod ->
                KubeletSlurmSuite.withWork(pod)
                    .editSpec()
                    .addNewContainer()
                    .withName("server")
                    .withImage(LiveKubelet.IMAGE)
                    .withCommand(
                        "sh",
                        "-c",
                        "httpd -p 80 -h /etc; until [ -e /work/done ]; do sleep 0.2; done")
                    .addNewVolumeMount()
                    .withName("work")
                    .withMountPath("/work")
                    .endVolumeMount()
                    .endContainer()
                    .endSpec()));
  }
}
