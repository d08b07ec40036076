package dev.hpk.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What people run, as the controllers of Kubernetes make it: all of it is created at once, so that
 * it runs at the same time, and then looked at with kubectl and with a client.
 */
abstract class WorkloadsSuite extends LiveSuite {

  WorkloadsSuite(String runtime) {
    super(runtime);
  }

  @BeforeAll
  void createAll() throws IOException {
    try (InputStream file = WorkloadsSuite.class.getResourceAsStream("workloads.yaml")) {
      String text = new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
      live.apply(text.replace("NODE", live.node()).replace("WORK", live.work().toString()));
    }
  }

  /** Else they would make pods again while the pods are removed. */
  @AfterAll
  void deleteControllers() {
    live.kubectl("delete", "cronjob,job,deployment,statefulset", "--all", "--wait=false");
  }

  @Test
  void a_job_that_ignores_disruptions_goes_on_after_one() {
    Pod victim = awaitPod("job-name=batch", pod -> isRunning(pod) && isIndex(pod, "1"));

    LivePods.run("scancel", live.queue(victim));

    Job job = awaitJob("batch");
    assertThat(job.getStatus().getSucceeded()).isEqualTo(2);
    assertThat(live.resource(victim).get()).isNotNull();
    Pod disrupted = live.awaitPhase(victim, "Failed");
    assertThat(disrupted.getStatus().getConditions())
        .anyMatch(it -> it.getType().equals("DisruptionTarget") && it.getStatus().equals("True"));
    assertThat(live.awaitJobs(victim)).hasSize(1);
  }

  @Test
  void a_job_whose_policy_says_so_fails_on_an_exit_code() {
    String failed = live.kubectl("wait", "--for=condition=Failed", "job/picky", "--timeout=110s");

    assertThat(failed).contains("condition met");
    assertThat(live.kubectl("get", "job", "picky", "-o", "jsonpath={.status.conditions[*].reason}"))
        .contains("PodFailurePolicy");
  }

  @Test
  void a_deployment_is_rolled_over_when_its_pods_are_ready() {
    assertThat(rollout("deployment/web")).contains("successfully rolled out");
    List<String> before = names("app=web");

    live.kubectl("set", "env", "deployment/web", "COLOUR=green");

    assertThat(rollout("deployment/web")).contains("successfully rolled out");
    await()
        .atMost(LivePods.LIMIT)
        .untilAsserted(
            () -> assertThat(names("app=web")).hasSize(2).doesNotContainAnyElementsOf(before));
    assertThat(pods("app=web"))
        .allMatch(pod -> LivePods.container(pod, "main").getReady())
        .allMatch(pod -> pod.getSpec().getContainers().get(0).getEnv().size() == 1);
  }

  @Test
  void a_stateful_set_has_its_names_in_order_and_its_service_their_addresses() {
    assertThat(rollout("statefulset/db")).contains("roll");
    Pod first = awaitPod("app=db", pod -> pod.getMetadata().getName().equals("db-0"));
    Pod second = awaitPod("app=db", pod -> pod.getMetadata().getName().equals("db-1"));

    live.awaitLog(first, "db-0");
    live.awaitLog(second, "db-1");
    await()
        .atMost(LivePods.LIMIT)
        .until(
            () ->
                live.kubectl(
                            "get",
                            "endpointslices",
                            "-l",
                            "kubernetes.io/service-name=db",
                            "-o",
                            "jsonpath={.items[*].endpoints[*].hostname}")
                        .split(" ")
                        .length
                    == 2);
    assertThat(second.getMetadata().getCreationTimestamp())
        .isGreaterThanOrEqualTo(first.getStatus().getStartTime());
  }

  @Test
  void a_cron_job_runs_when_its_minute_comes() {
    Job job =
        await()
            .atMost(LivePods.LIMIT.plusMinutes(1))
            .pollInterval(Duration.ofMillis(500))
            .until(
                () ->
                    live
                        .client()
                        .batch()
                        .v1()
                        .jobs()
                        .inNamespace(live.namespace())
                        .withLabel("app", "tick")
                        .list()
                        .getItems()
                        .stream()
                        .filter(found -> Objects.equals(found.getStatus().getSucceeded(), 1))
                        .findFirst()
                        .orElse(null),
                Objects::nonNull);

    assertThat(job.getMetadata().getOwnerReferences())
        .anyMatch(owner -> owner.getKind().equals("CronJob"));
  }

  @Test
  void a_sidecar_ships_the_log_and_does_not_hold_the_pod_open() {
    Pod pod = awaitPod("app=shipped", shipped -> true);

    Pod ended = live.awaitEnd(pod);

    assertThat(ended.getStatus().getPhase()).isEqualTo("Succeeded");
    assertThat(live.kubectl("logs", "shipped", "-c", "shipper").lines())
        .containsExactly("one", "two", "three");
    assertThat(LivePods.container(ended, "shipper").getState().getTerminated()).isNotNull();
  }

  @Test
  void a_crash_loop_looks_with_kubectl_as_it_does_anywhere() {
    Pod pod = awaitPod("app=crashing", crashing -> true);
    live.awaitPod(
        pod,
        now ->
            LivePods.waiting(now).filter("CrashLoopBackOff"::equals).isPresent()
                && LivePods.container(now, "main").getRestartCount() >= 2);

    live.awaitEvent(pod, "BackOff", "Back-off restarting failed container main");
    await()
        .atMost(LivePods.LIMIT)
        .untilAsserted(
            () ->
                assertThat(live.kubectl("get", "pod", "crashing", "--no-headers"))
                    .matches("(?s)crashing +0/1 +CrashLoopBackOff +[2-9][0-9]* .*"));
    assertThat(live.kubectl("describe", "pod", "crashing"))
        .containsPattern("Last State: +Terminated")
        .containsPattern("Exit Code: +3")
        .containsPattern("Warning +BackOff .*Back-off restarting failed container main");
    ContainerStatus status = LivePods.container(live.resource(pod).get(), "main");
    assertThat(status.getLastState().getTerminated().getExitCode()).isEqualTo(3);
    assertThat(live.kubectl("logs", "crashing", "--previous")).isEqualTo("crashed\n");
  }

  private Job awaitJob(String name) {
    return await()
        .atMost(LivePods.LIMIT)
        .pollInterval(Duration.ofMillis(300))
        .until(
            () ->
                live.client()
                    .batch()
                    .v1()
                    .jobs()
                    .inNamespace(live.namespace())
                    .withName(name)
                    .get(),
            job ->
                job.getStatus().getConditions().stream()
                    .anyMatch(
                        it -> it.getType().equals("Complete") && it.getStatus().equals("True")));
  }

  private String rollout(String what) {
    return live.kubectl("rollout", "status", what, "--timeout=110s");
  }

  private List<Pod> pods(String label) {
    String[] pair = label.split("=");
    return live.client()
        .pods()
        .inNamespace(live.namespace())
        .withLabel(pair[0], pair[1])
        .list()
        .getItems();
  }

  private List<String> names(String label) {
    return pods(label).stream().map(pod -> pod.getMetadata().getName()).toList();
  }

  private Pod awaitPod(String label, Predicate<Pod> condition) {
    return await()
        .atMost(LivePods.LIMIT)
        .pollInterval(Duration.ofMillis(200))
        .until(
            () -> pods(label).stream().filter(condition).findFirst().orElse(null),
            Objects::nonNull);
  }

  private static boolean isRunning(Pod pod) {
    return "Running".equals(pod.getStatus().getPhase());
  }

  private static boolean isIndex(Pod pod, String index) {
    return index.equals(
        pod.getMetadata().getAnnotations().get("batch.kubernetes.io/job-completion-index"));
  }
}
