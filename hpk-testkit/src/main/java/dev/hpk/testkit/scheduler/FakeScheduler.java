package dev.hpk.testkit.scheduler;

import dev.hpk.api.BatchScheduler;
import dev.hpk.api.HostCommand;
import dev.hpk.api.job.Capacity;
import dev.hpk.api.job.JobId;
import dev.hpk.api.job.JobReport;
import dev.hpk.api.job.JobSpec;
import dev.hpk.api.job.Resources;
import dev.hpk.api.job.SchedulerAbility;
import dev.hpk.api.job.SubmitAttempt;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A batch system in memory in which the test decides what becomes of each job. It runs nothing.
 *
 * <p>Like a real one it makes two jobs of one name when it is asked twice with {@link
 * SubmitAttempt#FIRST}; {@link #jobs(String)} shows it. It outlives the kubelets that use it:
 * {@link #close} is counted and nothing else, so that a test can start the next kubelet on it. Safe
 * for use by many threads.
 */
public final class FakeScheduler implements BatchScheduler {

  /** The methods whose calls are counted. */
  public enum Call {
    SUBMIT,
    QUERY,
    CANCEL,
    CAPACITY,
    OWNED,
    CLOSE
  }

  /** One call of {@link BatchScheduler#cancel}. */
  public record Cancellation(JobId job, Duration grace) {}

  private static final Resources HOST = new Resources(64_000, 64L << 30, Map.of());

  private final String owner;
  private final Object lock = new Object();
  private final FakeQueue queue;
  private final FakeAnswers answers = new FakeAnswers();
  private final Map<Call, Integer> calls = new EnumMap<>(Call.class);
  private final List<JobSpec> submissions = new ArrayList<>();
  private final List<Cancellation> cancellations = new ArrayList<>();
  private Capacity capacity = new Capacity(HOST, HOST, 1000, 1, HOST, Map.of());
  private Consumer<JobSpec> onAccepted = job -> {};

  /**
   * @param owner the mark of the kubelet under test, see {@link JobSpec#owner}
   * @param clock for the times in reports
   */
  public FakeScheduler(String owner, Clock clock) {
    this.owner = owner;
    this.queue = new FakeQueue(clock);
  }

  // What the test decides.

  /** What becomes of jobs for which {@link #fate(String, Fate)} says nothing; from now on. */
  public FakeScheduler defaultFate(Fate fate) {
    synchronized (lock) {
      queue.defaultFate(fate);
    }
    return this;
  }

  /** What becomes of the jobs of this name: those that exist, from now on, and those to come. */
  public FakeScheduler fate(String jobName, Fate fate) {
    synchronized (lock) {
      queue.fate(jobName, fate);
    }
    return this;
  }

  /** How the next calls of submit for this name are answered; accepted again after them. */
  public FakeScheduler answer(String jobName, SubmitAnswer... next) {
    synchronized (lock) {
      answers.add(jobName, List.of(next));
    }
    return this;
  }

  /** Refuses every submission of this name with this text, as of kind {@code USER}. */
  public FakeScheduler refuse(String jobName, String text) {
    synchronized (lock) {
      answers.refuse(jobName, text);
    }
    return this;
  }

  /** Accepts submissions of this name again. */
  public FakeScheduler refuseNoMore(String jobName) {
    synchronized (lock) {
      answers.refuseNoMore(jobName);
    }
    return this;
  }

  /** From now on every call fails with this text, as of kind {@code EXTERNAL}. */
  public FakeScheduler goAway(String text) {
    synchronized (lock) {
      answers.away(text);
    }
    return this;
  }

  /** Answers again after {@link #goAway}. */
  public FakeScheduler comeBack() {
    synchronized (lock) {
      answers.away(null);
    }
    return this;
  }

  /** From now on submit accepts at once but answers only after {@link #releaseAnswers}. */
  public FakeScheduler holdAnswers() {
    synchronized (lock) {
      answers.hold();
    }
    return this;
  }

  /** Lets the calls of submit that {@link #holdAnswers} holds return. */
  public FakeScheduler releaseAnswers() {
    synchronized (lock) {
      answers.release();
    }
    return this;
  }

  /** Jobs of this name go on after a cancel with grace; one with zero grace still ends them. */
  public FakeScheduler deafToTerm(String jobName) {
    synchronized (lock) {
      queue.deafToTerm(jobName);
    }
    return this;
  }

  /** Forgets all jobs of this name, as a batch system without accounting does. */
  public FakeScheduler forget(String jobName) {
    synchronized (lock) {
      queue.forget(jobName);
    }
    return this;
  }

  /** Puts a job there that nobody submitted through this object, such as of an earlier kubelet. */
  public JobId plant(String jobName, String jobOwner, Fate fate) {
    synchronized (lock) {
      return queue.add(jobName, jobOwner, fate);
    }
  }

  public FakeScheduler capacity(Capacity offered) {
    synchronized (lock) {
      capacity = offered;
    }
    return this;
  }

  /** Called within submit for each accepted job, before the answer: may play the job's part. */
  public FakeScheduler onAccepted(Consumer<JobSpec> action) {
    synchronized (lock) {
      onAccepted = action;
    }
    return this;
  }

  // What the test sees.

  /** How often a method was called, whatever it answered. */
  public int calls(Call call) {
    synchronized (lock) {
      return calls.getOrDefault(call, 0);
    }
  }

  /** Every accepted submission, in order. */
  public List<JobSpec> submissions() {
    synchronized (lock) {
      return List.copyOf(submissions);
    }
  }

  /** The last accepted submission of this name. */
  public Optional<JobSpec> submission(String jobName) {
    return submissions().stream()
        .filter(job -> job.name().equals(jobName))
        .reduce((first, second) -> second);
  }

  /** All jobs of this name; more than one means that somebody submitted twice. */
  public List<JobId> jobs(String jobName) {
    synchronized (lock) {
      return queue.named(jobName);
    }
  }

  public List<Cancellation> cancellations() {
    synchronized (lock) {
      return List.copyOf(cancellations);
    }
  }

  // The batch system.

  @Override
  public JobId submit(JobSpec job, SubmitAttempt attempt) {
    JobId id;
    SubmitAnswer answer;
    Runnable held;
    Consumer<JobSpec> action;
    synchronized (lock) {
      enter(Call.SUBMIT);
      List<JobId> earlier = queue.named(job.name());
      if (attempt == SubmitAttempt.REPEATED && !earlier.isEmpty()) {
        return earlier.get(0);
      }
      answer = answers.next(job.name());
      id = queue.add(job.name(), job.owner());
      submissions.add(job);
      held = answers.held();
      action = onAccepted;
    }
    action.accept(job);
    held.run();
    if (answer == SubmitAnswer.ACCEPTED_BUT_LOST) {
      throw FakeAnswers.lost();
    }
    return id;
  }

  @Override
  public Map<JobId, JobReport> query(Collection<JobId> asked) {
    synchronized (lock) {
      enter(Call.QUERY);
      return queue.query(asked);
    }
  }

  @Override
  public void cancel(JobId id, Duration grace) {
    synchronized (lock) {
      enter(Call.CANCEL);
      cancellations.add(new Cancellation(id, grace));
      queue.cancel(id, grace);
    }
  }

  @Override
  public Capacity capacity() {
    synchronized (lock) {
      enter(Call.CAPACITY);
      return capacity;
    }
  }

  @Override
  public List<JobReport> owned() {
    synchronized (lock) {
      enter(Call.OWNED);
      return queue.owned(owner);
    }
  }

  /** The words as they are: every host of the fake is this one. */
  @Override
  public HostCommand enter(JobId job, String host, List<String> argv) {
    return HostCommand.of(argv);
  }

  @Override
  public Set<SchedulerAbility> abilities() {
    return Set.of(SchedulerAbility.values());
  }

  @Override
  public String version() {
    return "fake 1";
  }

  @Override
  public void close() {
    synchronized (lock) {
      calls.merge(Call.CLOSE, 1, Integer::sum);
    }
  }

  private void enter(Call call) {
    calls.merge(call, 1, Integer::sum);
    answers.check();
  }
}
