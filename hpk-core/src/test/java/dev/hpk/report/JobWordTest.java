package dev.hpk.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hpk.api.job.JobId;
import dev.hpk.api.job.JobReport;
import dev.hpk.api.job.JobState;
import dev.hpk.report.PodObservation.Stage;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What the batch system says of a job shows in the pod. */
class JobWordTest {

  @Test
  void a_pending_job_shows_why_it_waits() {
    PodStatus status = Situation.withContainers("a").job(JobState.PENDING, "Resources").publish(1);

    assertThat(status)
        .extracting(PodStatus::getPhase, PodStatus::getReason, PodStatus::getMessage)
        .containsExactly("Pending", "JobPending", "job 4711 is pending: Resources");
    assertThat(Situation.container(status, "a").getState().getWaiting())
        .extracting("reason", "message")
        .containsExactly("ContainerCreating", "job 4711 is pending: Resources");
    assertThat(Situation.condition(status, "PodScheduled").getStatus()).isEqualTo("True");
  }

  @Test
  void why_it_waits_follows_the_batch_system() {
    Situation situation = Situation.withContainers("a").job(JobState.PENDING, "Priority");
    situation.publish(1);

    PodStatus status = situation.job(JobState.PENDING, "QOSMaxJobsPerUserLimit").publish(2);

    assertThat(status.getMessage()).isEqualTo("job 4711 is pending: QOSMaxJobsPerUserLimit");
  }

  @Test
  void a_job_that_started_does_not_wait_any_more() {
    Situation situation = Situation.withContainers("a").job(JobState.PENDING, "Resources");
    situation.publish(1);

    PodStatus status = situation.started(2).publish(2);

    assertThat(status.getReason()).isNull();
    assertThat(status.getMessage()).isNull();
    assertThat(Situation.container(status, "a").getState().getWaiting().getMessage()).isNull();
  }

  @Test
  void a_held_job_says_so() {
    assertThat(Situation.withInit().job(JobState.HELD, "JobHeldUser").at(1).getMessage())
        .isEqualTo("job 4711 does not start by itself: JobHeldUser");
  }

  @ParameterizedTest
  @CsvSource({
    "TIMEOUT, TimeLimit, DeadlineExceeded, job 4711 ran into its time limit and was ended",
    "DEADLINE, '', DeadlineExceeded, job 4711 ran into its deadline and was ended",
    "OUT_OF_MEMORY, OutOfMemory, OOMKilled, job 4711 used more memory than it had",
    "PREEMPTED, '', Preempting, job 4711 gave way to another job",
    "NODE_FAIL, NodeFail, Terminated, job 4711 lost a host",
    "BOOT_FAIL, '', Terminated, job 4711 got a host that did not start",
    "LAUNCH_FAILED, '', Terminated, job 4711 could not be launched on its host",
    "REVOKED, '', Terminated, job 4711 was revoked by the batch system",
    "CANCELLED, '', JobCancelled, job 4711 was cancelled",
  })
  void a_job_that_ended_from_outside_fails_the_pod(
      JobState state, String word, String reason, String message) {
    PodStatus status = lostWhileRunning().job(state, word).at(9);

    assertThat(status.getPhase()).isEqualTo("Failed");
    assertThat(status.getReason()).isEqualTo(reason);
    assertThat(status.getMessage())
        .isEqualTo(message + " (" + state + (word.isEmpty() ? "" : ", " + word) + ")");
  }

  @Test
  void who_cancelled_a_job_is_said_as_the_batch_system_says_it() {
    assertThat(lostWhileRunning().job(JobState.CANCELLED, "CANCELLED by 2000").at(9).getMessage())
        .isEqualTo("job 4711 was cancelled (CANCELLED by 2000)");
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "PREEMPTED",
        "NODE_FAIL",
        "BOOT_FAIL",
        "LAUNCH_FAILED",
        "REVOKED",
        "TIMEOUT",
        "CANCELLED"
      })
  void a_disruption_shows_as_a_condition(JobState state) {
    PodStatus status = lostWhileRunning().job(state).at(9);

    assertThat(Situation.condition(status, "DisruptionTarget"))
        .extracting("status", "reason", "message", "lastTransitionTime")
        .containsExactly(
            "True", "TerminationByKubelet", status.getMessage(), "2026-11-30T12:00:09Z");
  }

  @ParameterizedTest
  @EnumSource(names = {"DEADLINE", "OUT_OF_MEMORY", "FAILED", "COMPLETED"})
  void what_the_pod_did_itself_is_no_disruption(JobState state) {
    assertThat(lostWhileRunning().job(state).at(9).getConditions())
        .noneMatch(condition -> condition.getType().equals("DisruptionTarget"));
  }

  @Test
  void a_suspended_job_shows_and_its_pod_is_not_ready_until_it_goes_on() {
    Situation situation = Situation.withContainers("a").started(1).running("a", 0, 2);
    PodStatus suspended = situation.job(JobState.SUSPENDED).publish(3);

    assertThat(suspended)
        .extracting("phase", "reason", "message")
        .containsExactly(
            "Running",
            "JobSuspended",
            "job 4711 is suspended: its processes are stopped (SUSPENDED)");
    assertThat(Situation.condition(suspended, "Ready").getStatus()).isEqualTo("False");
    PodStatus resumed = situation.job(JobState.RUNNING).publish(4);
    assertThat(resumed.getReason()).isNull();
    assertThat(Situation.condition(resumed, "Ready").getStatus()).isEqualTo("True");
  }

  @Test
  void a_requeued_job_is_a_disruption_and_does_not_run_again() {
    PodStatus status =
        lostWhileRunning()
            .line(Situation.podLine(8, "refused", "Claimed", null))
            .job(JobState.COMPLETED)
            .at(9);

    assertThat(status.getPhase()).isEqualTo("Failed");
    assertThat(status.getReason()).isEqualTo("Terminated");
    assertThat(status.getMessage())
        .isEqualTo("job 4711 was put back into the queue; a pod that ran is not run again");
    assertThat(Situation.condition(status, "DisruptionTarget").getStatus()).isEqualTo("True");
  }

  @Test
  void a_container_lost_with_its_job_is_unknown() {
    PodStatus status = lostWhileRunning().job(JobState.NODE_FAIL).at(9);

    ContainerStateTerminated ended = Situation.container(status, "a").getState().getTerminated();
    assertThat(ended)
        .extracting("exitCode", "reason", "message", "startedAt", "finishedAt")
        .containsExactly(
            137,
            "ContainerStatusUnknown",
            "The container could not be located when the pod was terminated",
            "2026-11-30T12:00:02Z",
            "2026-11-30T12:00:09Z");
  }

  @Test
  void a_lost_container_ends_when_its_job_did() {
    JobReport report =
        new JobReport(
            new JobId("4711"),
            "hpk-" + Situation.UID,
            JobState.NODE_FAIL,
            "",
            null,
            null,
            List.of("n1"),
            null,
            null,
            Situation.START.plusSeconds(6));

    PodStatus status = lostWhileRunning().job(report).at(90);

    assertThat(Situation.container(status, "a").getState().getTerminated().getFinishedAt())
        .isEqualTo("2026-11-30T12:00:06Z");
  }

  @Test
  void a_container_lost_for_its_memory_says_so() {
    PodStatus status = lostWhileRunning().job(JobState.OUT_OF_MEMORY).at(9);

    assertThat(Situation.container(status, "a").getState().getTerminated())
        .extracting("exitCode", "reason")
        .containsExactly(137, "OOMKilled");
  }

  @Test
  void a_container_killed_in_a_job_that_used_too_much_memory_was_killed_for_that() {
    PodStatus status =
        Situation.withContainers("a")
            .started(1)
            .running("a", 0, 2)
            .exited("a", 0, 2, 3, 137)
            .ended(4, "Failed")
            .stage(Stage.OVER)
            .job(JobState.OUT_OF_MEMORY)
            .at(5);

    assertThat(Situation.container(status, "a").getState().getTerminated().getReason())
        .isEqualTo("OOMKilled");
  }

  @Test
  void exit_codes_that_the_journal_has_are_kept_whatever_the_job_did() {
    PodStatus status =
        Situation.withContainers("a", "b")
            .started(1)
            .running("a", 0, 2)
            .running("b", 0, 2)
            .exited("a", 0, 2, 3, 42)
            .stage(Stage.OVER)
            .job(JobState.TIMEOUT)
            .at(5);

    assertThat(Situation.container(status, "a").getState().getTerminated().getExitCode())
        .isEqualTo(42);
    assertThat(Situation.container(status, "b").getState().getTerminated().getExitCode())
        .isEqualTo(137);
  }

  @Test
  void a_pod_that_came_to_its_own_end_is_not_blamed_for_its_job() {
    PodStatus status =
        Situation.withContainers("a")
            .started(1)
            .running("a", 0, 2)
            .exited("a", 0, 2, 3, 0)
            .ended(4, "Completed")
            .stage(Stage.OVER)
            .job(JobState.TIMEOUT)
            .at(5);

    assertThat(status.getPhase()).isEqualTo("Succeeded");
    assertThat(status.getReason()).isNull();
  }

  @Test
  void a_last_line_that_never_came_does_not_matter_when_all_containers_ended() {
    PodStatus status =
        Situation.withContainers("a")
            .started(1)
            .running("a", 0, 2)
            .exited("a", 0, 2, 3, 0)
            .stage(Stage.OVER)
            .job(JobState.COMPLETED)
            .at(5);

    assertThat(status.getPhase()).isEqualTo("Succeeded");
  }

  @Test
  void a_job_that_ended_before_anything_was_heard_fails_the_pod() {
    JobReport report =
        new JobReport(
            new JobId("4711"),
            "hpk-" + Situation.UID,
            JobState.FAILED,
            "NonZeroExitCode",
            127,
            null,
            List.of("n1"),
            null,
            null,
            null);

    PodStatus status = Situation.withContainers("a").stage(Stage.OVER).job(report).at(5);

    assertThat(status.getPhase()).isEqualTo("Failed");
    assertThat(status.getReason()).isEqualTo("JobFailed");
    assertThat(status.getMessage())
        .isEqualTo(
            "job 4711 ended with exit code 127 without a last word of the pod"
                + " (FAILED, NonZeroExitCode)");
    assertThat(Situation.container(status, "a").getState().getTerminated().getExitCode())
        .isEqualTo(137);
  }

  @Test
  void a_job_of_which_nothing_is_known_any_more_fails_the_pod() {
    PodStatus status = lostWhileRunning().at(9);

    assertThat(status.getPhase()).isEqualTo("Failed");
    assertThat(status.getReason()).isEqualTo("JobLost");
  }

  @Test
  void a_job_that_this_kubelet_cancelled_needs_no_reason() {
    PodStatus status = lostWhileRunning().deleted().cancelled().job(JobState.CANCELLED).at(9);

    assertThat(status.getPhase()).isEqualTo("Failed");
    assertThat(status.getReason()).isNull();
  }

  @Test
  void a_passed_deadline_fails_the_pod_even_if_it_ended_in_order() {
    PodStatus status =
        Situation.withContainers("a")
            .started(1)
            .running("a", 0, 2)
            .stopping(3, "DeadlineExceeded")
            .exited("a", 0, 2, 4, 0)
            .ended(5, "DeadlineExceeded")
            .at(6);

    assertThat(status)
        .extracting(PodStatus::getPhase, PodStatus::getReason, PodStatus::getMessage)
        .containsExactly(
            "Failed",
            "DeadlineExceeded",
            "Pod was active on the node longer than the specified deadline");
  }

  @Test
  void a_deadline_that_the_kubelet_enforced_fails_the_pod() {
    PodStatus status =
        lostWhileRunning().deadlinePassed().cancelled().job(JobState.CANCELLED).at(9);

    assertThat(status.getReason()).isEqualTo("DeadlineExceeded");
  }

  @Test
  void a_deadline_that_passed_after_the_pod_ended_changes_nothing() {
    PodStatus status =
        Situation.withContainers("a")
            .started(1)
            .running("a", 0, 2)
            .exited("a", 0, 2, 3, 0)
            .ended(4, "Completed")
            .deadlinePassed()
            .at(5);

    assertThat(status.getPhase()).isEqualTo("Succeeded");
  }

  private static Situation lostWhileRunning() {
    Situation situation = Situation.withContainers("a").started(1).running("a", 0, 2);
    situation.publish(3);
    return situation.stage(Stage.OVER);
  }
}
