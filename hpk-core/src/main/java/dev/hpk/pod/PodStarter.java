package dev.hpk.pod;

import dev.hpk.api.HpkException;
import dev.hpk.api.job.Capacity;
import dev.hpk.api.job.JobId;
import dev.hpk.api.job.JobSpec;
import dev.hpk.api.job.Resources;
import dev.hpk.api.job.SubmitAttempt;
import dev.hpk.api.pod.ResolvedPod;
import dev.hpk.ledger.Ledger;
import dev.hpk.ledger.LedgerEntry;
import dev.hpk.report.PodObservation.Problem;
import dev.hpk.resolve.ObjectReader;
import dev.hpk.resolve.PodResolver;
import dev.hpk.resolve.ResolveResult;
import dev.hpk.resolve.UnresolvedException;
import dev.hpk.submit.ImagePuller;
import dev.hpk.submit.NamedRuntime;
import dev.hpk.submit.Runtimes;
import dev.hpk.submit.Submitter;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Takes a pod through the first three verbs: resolve, translate, submit. */
final class PodStarter {

  /** How soon what a pod names is looked for again. */
  private static final Duration RESOLVE_INTERVAL = Duration.ofSeconds(3);

  private final ObjectReader reader;
  private final Runtimes runtimes;
  private final PodResolver resolver;
  private final Submitter submitter;
  private final PodReporter reporter;
  private final Ledger ledger;
  private final PodAdmission admission;
  private final Supplier<@Nullable Capacity> capacity;
  private final Clock clock;
  private final Backoff backoff;
  private final LifePoint.Listener points;
  private final Consumer<String> wake;

  PodStarter(
      ObjectReader reader,
      Runtimes runtimes,
      PodResolver resolver,
      Submitter submitter,
      PodReporter reporter,
      Ledger ledger,
      PodAdmission admission,
      Supplier<@Nullable Capacity> capacity,
      Clock clock,
      Backoff backoff,
      LifePoint.Listener points,
      Consumer<String> wake) {
    this.reader = reader;
    this.runtimes = runtimes;
    this.resolver = resolver;
    this.submitter = submitter;
    this.reporter = reporter;
    this.ledger = ledger;
    this.admission = admission;
    this.capacity = capacity;
    this.clock = clock;
    this.backoff = backoff;
    this.points = points;
    this.wake = wake;
  }

  /**
   * Goes as far as it can for now; what keeps the pod is its {@link TrackedPod#problem}.
   *
   * @return when to try again; null when it was submitted, or when something else will wake it
   * @throws dev.hpk.api.PodRefusedException when it can never run here
   * @throws PodRejectedException when it was bound to the node and may not run there
   */
  @Nullable Duration start(TrackedPod tracked) {
    Pod pod = tracked.pod();
    if (pod == null) {
      return null;
    }
    admission.admit(tracked, pod);
    NamedRuntime runtime;
    ResolvedPod resolved;
    try {
      runtime = runtimes.of(pod, reader);
      submitter.check(pod, runtime.runtime());
      ResolveResult result = resolver.resolve(pod, allocatable());
      result.warnings().forEach(warning -> reporter.warn(tracked, warning));
      resolved = result.pod();
    } catch (UnresolvedException e) {
      tracked.problem(new Problem(e.reason(), String.valueOf(e.getMessage()), e.container()));
      return RESOLVE_INTERVAL;
    }
    JobSpec job = submitter.translate(resolved, runtime.runtime());
    points.passed(LifePoint.TRANSLATED, tracked.uid());
    Optional<Submitter.Missing> missing =
        submitter.missingImage(resolved, runtime.runtime(), acceptedAt(pod), wake);
    if (missing.isPresent()) {
      return waitForImage(tracked, missing.get());
    }
    return submit(tracked, pod, runtime, job);
  }

  private @Nullable Duration submit(
      TrackedPod tracked, Pod pod, NamedRuntime runtime, JobSpec job) {
    LedgerEntry entry = tracked.entry();
    boolean first = entry == null || entry.wasRefused();
    if (entry == null || entry.wasRefused()) {
      entry =
          LedgerEntry.intent(
              tracked.uid(),
              pod.getMetadata().getNamespace(),
              pod.getMetadata().getName(),
              runtime.handler().isEmpty() ? null : runtime.handler(),
              clock.millis());
      ledger.write(entry);
      tracked.entry(entry);
      points.passed(LifePoint.INTENT_WRITTEN, tracked.uid());
    }
    submitter.write(job);
    points.passed(LifePoint.FILES_WRITTEN, tracked.uid());
    JobId id;
    try {
      id = submitter.submit(job, first ? SubmitAttempt.FIRST : SubmitAttempt.REPEATED);
    } catch (HpkException e) {
      if (first && e.kind() == HpkException.Kind.USER) {
        LedgerEntry refused = entry.refused();
        ledger.write(refused);
        tracked.entry(refused);
      }
      return notAccepted(tracked, e);
    }
    points.passed(LifePoint.ACCEPTED, tracked.uid());
    LedgerEntry submitted = entry.submitted(id.value(), clock.millis());
    ledger.write(submitted);
    tracked.entry(submitted);
    tracked.accepted();
    points.passed(LifePoint.JOB_WRITTEN, tracked.uid());
    reporter.submitted(tracked, id);
    return null;
  }

  private Duration notAccepted(TrackedPod tracked, HpkException e) {
    String message = String.valueOf(e.getMessage());
    boolean refused = e.kind() == HpkException.Kind.USER;
    tracked.problem(
        new Problem(refused ? "CreateContainerError" : "ContainerCreating", message, null));
    reporter.notSubmitted(tracked, message);
    return backoff.after(tracked.notAccepted());
  }

  private Resources allocatable() {
    Capacity known = capacity.get();
    return known == null ? Resources.NONE : known.allocatable();
  }

  private @Nullable Duration waitForImage(TrackedPod tracked, Submitter.Missing missing) {
    ImagePuller.Answer answer = missing.answer();
    tracked.problem(reporter.imageProblem(tracked, missing));
    if (answer.retry() == null) {
      return null;
    }
    Duration rest = Duration.between(clock.instant(), answer.retry());
    return rest.isNegative() ? Duration.ZERO : rest.plusMillis(10);
  }

  private Instant acceptedAt(Pod pod) {
    String created = pod.getMetadata().getCreationTimestamp();
    return created == null ? Instant.EPOCH : Instant.parse(created);
  }
}
