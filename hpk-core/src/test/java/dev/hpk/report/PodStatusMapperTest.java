package dev.hpk.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HostIP;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodIP;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PodStatusMapperTest {

  @Test
  void the_start_time_is_set_once() {
    Situation situation = Situation.withContainers("a");

    assertThat(situation.publish(1).getStartTime()).isEqualTo("2026-11-30T12:00:01Z");
    assertThat(situation.publish(5).getStartTime()).isEqualTo("2026-11-30T12:00:01Z");
  }

  @Test
  void addresses_are_those_of_the_pods_host_and_of_its_network() {
    PodStatus status =
        Situation.withContainers("a")
            .line(Situation.podLine(1, "started", null, "10.0.0.7,fd00::7"))
            .line(Situation.podLine(1, "sandbox", null, "10.244.0.3,fd01::3"))
            .at(2);

    assertThat(status.getHostIP()).isEqualTo("10.0.0.7");
    assertThat(status.getHostIPs()).containsExactly(new HostIP("10.0.0.7"), new HostIP("fd00::7"));
    assertThat(status.getPodIP()).isEqualTo("10.244.0.3");
    assertThat(status.getPodIPs()).containsExactly(new PodIP("10.244.0.3"), new PodIP("fd01::3"));
  }

  @Test
  void before_its_job_runs_a_pod_has_no_host() {
    PodStatus status = Situation.withContainers("a").at(2);

    assertThat(status.getHostIP()).isNull();
    assertThat(status.getHostIPs()).isEmpty();
  }

  @Test
  void a_pod_that_has_no_address_yet_shows_none() {
    PodStatus status = Situation.withContainers("a").at(2);

    assertThat(status.getPodIP()).isNull();
    assertThat(status.getPodIPs()).isEmpty();
  }

  @Test
  void an_address_that_is_none_is_left_out() {
    PodStatus status =
        Situation.withContainers("a")
            .line(Situation.podLine(1, "started", null, "no address"))
            .at(2);

    assertThat(status.getPodIP()).isNull();
  }

  @Test
  void the_pod_given_is_not_changed() {
    Situation situation = Situation.withContainers("a").started(1).running("a", 0, 2);
    situation.publish(1);
    Pod before = situation.pod().edit().build();

    situation.exited("a", 0, 2, 3, 1).ended(4, "Failed").at(5);

    assertThat(situation.pod()).isEqualTo(before);
  }

  @Test
  void the_same_observation_gives_the_same_status() {
    Situation situation = Situation.withContainers("a").started(1).running("a", 0, 2);
    PodStatus published = situation.publish(2);

    assertThat(situation.at(700)).isEqualTo(published);
  }

  @Test
  void what_others_wrote_into_the_status_is_kept() {
    PodStatus foreign =
        new PodStatusBuilder()
            .withNominatedNodeName("other")
            .addNewResourceClaimStatus("claim", "device")
            .build();

    PodStatus status = Situation.withContainers("a").status(foreign).at(1);

    assertThat(status.getNominatedNodeName()).isEqualTo("other");
    assertThat(status.getResourceClaimStatuses()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    ", , , , BestEffort",
    "1, , , , Burstable",
    "1, 1Gi, 1, 1Gi, Guaranteed",
    "1000m, 1024Mi, 1, 1Gi, Guaranteed",
    "500m, 1Gi, 1, 1Gi, Burstable",
    ", , 1, 1Gi, Guaranteed",
    ", , 1, , Burstable",
  })
  void the_quality_of_service_follows_from_the_resources(
      String cpu, String memory, String cpuLimit, String memoryLimit, String expected) {
    ResourceRequirementsBuilder resources = new ResourceRequirementsBuilder();
    if (cpu != null) {
      resources.addToRequests("cpu", new Quantity(cpu));
    }
    if (memory != null) {
      resources.addToRequests("memory", new Quantity(memory));
    }
    if (cpuLimit != null) {
      resources.addToLimits("cpu", new Quantity(cpuLimit));
    }
    if (memoryLimit != null) {
      resources.addToLimits("memory", new Quantity(memoryLimit));
    }
    Pod pod =
        Situation.pod("Never", List.of(), List.of("a"))
            .edit()
            .editSpec()
            .editContainer(0)
            .withResources(resources.build())
            .endContainer()
            .endSpec()
            .build();

    assertThat(Situation.of(pod).at(1).getQosClass()).isEqualTo(expected);
  }
}
