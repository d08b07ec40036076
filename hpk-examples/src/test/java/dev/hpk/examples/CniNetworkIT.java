package dev.hpk.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Pods in a network that the site has set up for Apptainer: each has an address that all reach. */
class CniNetworkIT extends LiveSuite {

  private Pod first;
  private Pod second;
  private Pod unknown;

  CniNetworkIT() {
    super("apptainer");
  }

  @BeforeAll
  void startPods() {
    first = server("first");
    second = server("second");
    unknown = inNetwork("unknown", "cni:nowhere", "true");
  }

  @Test
  void pods_with_one_port_have_addresses_that_the_host_and_each_other_reach() throws IOException {
    String one = ready(first).getStatus().getPodIP();
    String other = ready(second).getStatus().getPodIP();

    assertThat(List.of(one, other)).allMatch(address -> address.startsWith("10.244."));
    assertThat(one).isNotEqualTo(other);
    assertThat(ask(one)).isEqualTo("first\n");
    assertThat(ask(other)).isEqualTo("second\n");
    assertThat(ask(one, "/cgi-bin/ask?" + other)).isEqualTo("second\n");
    assertThat(ready(first).getStatus().getHostIP()).isNotEqualTo(one);
  }

  @Test
  void a_pod_that_is_deleted_gives_its_address_back() {
    Pod third = server("third");
    String address = ready(third).getStatus().getPodIP();

    live.resource(third).delete();
    live.awaitGone(third);

    await()
        .atMost(LiveKubelet.LIMIT)
        .until(() -> !LivePods.run("ls", "/run/hpk-cni/fakeroot").contains(address + "\n"));
  }

  @Test
  void a_network_that_there_is_not_keeps_the_pod_waiting_with_the_engine_s_words() {
    Pod waiting =
        live.awaitPod(
            unknown,
            now ->
                now.getStatus().getContainerStatuses().stream()
                    .anyMatch(
                        status ->
                            status.getState().getWaiting() != null
                                && String.valueOf(status.getState().getWaiting().getMessage())
                                    .contains("Failed to create pod sandbox")));

    assertThat(LivePods.container(waiting, "main").getState().getWaiting().getMessage())
        .contains("fakeroot");
  }

  private Pod ready(Pod pod) {
    return live.awaitPod(
        pod,
        now ->
            now.getStatus().getConditions().stream()
                .anyMatch(
                    condition ->
                        condition.getType().equals("Ready")
                            && condition.getStatus().equals("True")));
  }

  private static String ask(String address) throws IOException {
    return ask(address, "/hostname");
  }

  private static String ask(String address, String path) throws IOException {
    try (InputStream answer = URI.create("http://" + address + ":80" + path).toURL().openStream()) {
      return new String(answer.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private Pod server(String name) {
    return inNetwork(
        name,
        "cni:fakeroot",
        "mkdir -p /www/cgi-bin; cp /etc/hostname /www;"
            + " printf '#!/bin/sh\\necho; wget -q -O - http://$QUERY_STRING:80/hostname\\n'"
            + " >/www/cgi-bin/ask; chmod +x /www/cgi-bin/ask; exec httpd -f -p 80 -h /www");
  }

  private Pod inNetwork(String name, String network, String line) {
    return live.shell(
        name,
        line,
        pod ->
            pod.editMetadata()
                .addToAnnotations("hpk.dev/network", network)
                .endMetadata()
                .editSpec()
                .editFirstContainer()
                .withNewReadinessProbe()
                .withPeriodSeconds(1)
                .withNewHttpGet()
                .withPath("/hostname")
                .withPort(new IntOrString(80))
                .endHttpGet()
                .endReadinessProbe()
                .endContainer()
                .endSpec());
  }
}
