package dev.hpk.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeAddress;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Taint;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeTemplateTest {

  private final NodeTemplate template = new NodeTemplate(Nodes.settings(), Nodes.FACTS);

  @Test
  void a_healthy_node_is_ready_and_without_pressure() {
    Node node = template.node(Nodes.healthy(), null, Nodes.NOW);

    assertThat(node.getStatus().getConditions())
        .extracting(NodeCondition::getType, NodeCondition::getStatus, NodeCondition::getReason)
        .containsExactlyInAnyOrder(
            tuple("Ready", "True", "KubeletReady"),
            tuple("MemoryPressure", "False", "KubeletHasSufficientMemory"),
            tuple("DiskPressure", "False", "KubeletHasNoDiskPressure"),
            tuple("PIDPressure", "False", "KubeletHasSufficientPID"),
            tuple("NetworkUnavailable", "False", "HostNetwork"),
            tuple("BatchSchedulerReady", "True", "BatchSchedulerAnswers"));
    assertThat(Nodes.condition(node, "Ready").getMessage())
        .isEqualTo("kubelet is posting ready status");
  }

  @Test
  void a_batch_system_that_is_away_makes_the_node_not_ready_in_its_own_words() {
    Node node =
        template.node(
            Nodes.with(Map.of(NodeHealth.SCHEDULER, "slurmctld does not answer")), null, Nodes.NOW);

    assertThat(Nodes.condition(node, "Ready"))
        .extracting("status", "reason", "message")
        .containsExactly("False", "KubeletNotReady", "slurmctld does not answer");
    assertThat(Nodes.condition(node, "BatchSchedulerReady").getStatus()).isEqualTo("False");
  }

  @Test
  void a_site_may_keep_the_node_ready_while_the_batch_system_is_away() {
    Node node =
        new NodeTemplate(Nodes.settings().withSchedulerDecidesReady(false), Nodes.FACTS)
            .node(Nodes.with(Map.of(NodeHealth.SCHEDULER, "away")), null, Nodes.NOW);

    assertThat(Nodes.condition(node, "Ready").getStatus()).isEqualTo("True");
    assertThat(Nodes.condition(node, "BatchSchedulerReady"))
        .extracting("status", "message")
        .containsExactly("False", "away");
  }

  @Test
  void a_full_disk_is_disk_pressure() {
    Node node = template.node(Nodes.with(Map.of(NodeHealth.DISK, "full")), null, Nodes.NOW);

    assertThat(Nodes.condition(node, "DiskPressure"))
        .extracting("status", "reason", "message")
        .containsExactly("True", "KubeletHasDiskPressure", "kubelet has disk pressure: full");
    assertThat(Nodes.condition(node, "Ready").getStatus()).isEqualTo("True");
  }

  @Test
  void other_problems_make_the_node_not_ready() {
    Node node = template.node(Nodes.with(Map.of("journal", "unreadable")), null, Nodes.NOW);

    assertThat(Nodes.condition(node, "Ready"))
        .extracting("status", "message")
        .containsExactly("False", "unreadable");
  }

  @Test
  void times_of_transition_change_only_with_the_status() {
    Node before = template.node(Nodes.healthy(), null, Nodes.NOW);

    Node after =
        template.node(
            Nodes.with(Map.of(NodeHealth.SCHEDULER, "away")),
            before.getStatus(),
            Nodes.NOW.plusSeconds(30));

    assertThat(Nodes.condition(after, "Ready").getLastTransitionTime())
        .isEqualTo("2026-11-30T12:00:30Z");
    assertThat(Nodes.condition(after, "DiskPressure"))
        .extracting("lastTransitionTime", "lastHeartbeatTime")
        .containsExactly("2026-11-30T12:00:00Z", "2026-11-30T12:00:30Z");
  }

  @Test
  void capacity_is_all_there_is_and_allocatable_what_pods_may_use() {
    Node node = template.node(Nodes.healthy(), null, Nodes.NOW);

    assertThat(node.getStatus().getCapacity())
        .containsOnly(
            Map.entry("cpu", new Quantity("128")),
            Map.entry("memory", new Quantity("256Gi")),
            Map.entry("pods", new Quantity("500")),
            Map.entry("nvidia.com/gpu", new Quantity("8")));
    assertThat(node.getStatus().getAllocatable())
        .containsEntry("cpu", new Quantity("64500m"))
        .containsEntry("memory", new Quantity("128Gi"));
  }

  @Test
  void the_node_says_what_it_is_and_where() {
    Node node =
        new NodeTemplate(
                Nodes.settings()
                    .withLabels(Map.of("type", "virtual-kubelet", "site", "lab"))
                    .withTaints(List.of(new Taint("NoSchedule", "k", null, "v"))),
                Nodes.FACTS)
            .node(Nodes.healthy(), null, Nodes.NOW);

    assertThat(node.getMetadata().getLabels())
        .containsOnly(
            Map.entry("type", "virtual-kubelet"),
            Map.entry("site", "lab"),
            Map.entry("kubernetes.io/hostname", "login1"),
            Map.entry("kubernetes.io/os", "linux"),
            Map.entry("kubernetes.io/arch", "amd64"));
    assertThat(node.getSpec().getTaints()).hasSize(1);
    assertThat(node.getStatus().getAddresses())
        .containsExactly(
            new NodeAddress("10.0.0.1", "InternalIP"), new NodeAddress("login1", "Hostname"));
    assertThat(node.getStatus().getDaemonEndpoints().getKubeletEndpoint().getPort())
        .isEqualTo(10250);
    assertThat(node.getStatus().getNodeInfo())
        .extracting(
            "machineID",
            "systemUUID",
            "bootID",
            "kernelVersion",
            "osImage",
            "operatingSystem",
            "architecture",
            "containerRuntimeVersion",
            "kubeletVersion")
        .containsExactly(
            "m1",
            "u1",
            "b1",
            "6.1.0-18-amd64",
            "Debian GNU/Linux 12",
            "linux",
            "amd64",
            "apptainer://1.4.5",
            "v1.36.2-hpk-0.1.0");
  }

  @ParameterizedTest
  @CsvSource({
    "v1.36.2, v1.36.2-hpk-0.1.0",
    "v1.29.1+k3s1, v1.29.1-hpk-0.1.0",
    "v1.37.0-alpha.1.5+abc, v1.37.0-hpk-0.1.0",
    "unknown, v0.0.0-hpk-0.1.0",
  })
  void the_kubelets_version_follows_the_api_server(String server, String expected) {
    assertThat(NodeTemplate.kubeletVersion(server, "0.1.0")).isEqualTo(expected);
  }
}
