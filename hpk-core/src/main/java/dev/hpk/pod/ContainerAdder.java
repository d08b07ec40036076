package dev.hpk.pod;

import dev.hpk.api.PodRefusedException;
import dev.hpk.api.container.PullPolicy;
import dev.hpk.api.job.Capacity;
import dev.hpk.api.job.Resources;
import dev.hpk.disk.Disk;
import dev.hpk.disk.PodDirectory;
import dev.hpk.disk.WorkDirectory;
import dev.hpk.ledger.LedgerEntry;
import dev.hpk.report.PodObservation.Problem;
import dev.hpk.resolve.AddedResult;
import dev.hpk.resolve.PodResolver;
import dev.hpk.resolve.UnresolvedException;
import dev.hpk.submit.NamedRuntime;
import dev.hpk.submit.Runtimes;
import dev.hpk.submit.Submitter;
import io.fabric8.kubernetes.api.model.EphemeralContainer;
import io.fabric8.kubernetes.api.model.Pod;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Gives ephemeral containers to pods that were submitted, each exactly once: the pod's directory
 * tells which ones it was given, also to the next kubelet.
 */
final class ContainerAdder {

  private static final Duration RESOLVE_INTERVAL = Duration.ofSeconds(3);

  private final PodResolver resolver;
  private final Submitter submitter;
  private final Runtimes runtimes;
  private final PodReporter reporter;
  private final WorkDirectory work;
  private final Supplier<@Nullable Capacity> capacity;
  private final Clock clock;
  private final Consumer<String> wake;

  ContainerAdder(
      PodResolver resolver,
      Submitter submitter,
      Runtimes runtimes,
      PodReporter reporter,
      WorkDirectory work,
      Supplier<@Nullable Capacity> capacity,
      Clock clock,
      Consumer<String> wake) {
    this.resolver = resolver;
    this.submitter = submitter;
    this.runtimes = runtimes;
    this.reporter = reporter;
    this.work = work;
    this.capacity = capacity;
    this.clock = clock;
    this.wake = wake;
  }

  /**
   * Gives a submitted pod what was added to it since.
   *
   * @return when to try again what waits; null when nothing does
   */
  @Nullable Duration add(TrackedPod tracked) {
    Pod pod = tracked.pod();
    LedgerEntry entry = tracked.entry();
    if (pod == null || entry == null || pod.getSpec().getEphemeralContainers().isEmpty()) {
      return null;
    }
    NamedRuntime runtime = runtimes.submittedWith(entry.handler());
    Set<String> given = given(tracked);
    Map<String, Problem> problems = new HashMap<>();
    Duration again = null;
    List<EphemeralContainer> all = pod.getSpec().getEphemeralContainers();
    for (int position = 0; position < all.size(); position++) {
      String name = all.get(position).getName();
      if (given.contains(name)) {
        continue;
      }
      try {
        Problem problem = add(tracked, pod, position, given.size(), runtime);
        if (problem == null) {
          given.add(name);
        } else {
          problems.put(name, problem);
          again = RESOLVE_INTERVAL;
        }
      } catch (PodRefusedException e) {
        problems.put(name, new Problem("CreateContainerConfigError", text(e), name));
      } catch (UnresolvedException e) {
        problems.put(name, new Problem(e.reason(), text(e), name));
        again = RESOLVE_INTERVAL;
      }
    }
    tracked.added(given);
    tracked.addedProblems(problems);
    return again;
  }

  private @Nullable Problem add(
      TrackedPod tracked, Pod pod, int position, int number, NamedRuntime runtime) {
    Capacity known = capacity.get();
    AddedResult resolved =
        resolver.resolveAdded(pod, position, known == null ? Resources.NONE : known.allocatable());
    Optional<Submitter.Missing> missing =
        submitter.missingImage(
            resolved.added().pod(), runtime.runtime(), since(tracked, resolved), wake);
    if (missing.isPresent()) {
      return reporter.imageProblem(tracked, missing.get());
    }
    submitter.add(resolved.added(), number, runtime.runtime());
    resolved.warnings().forEach(warning -> reporter.warn(tracked, warning));
    return null;
  }

  /** When the container was first seen: with policy Always an older pull does not count. */
  private Instant since(TrackedPod tracked, AddedResult resolved) {
    Instant seen = tracked.addedSeen(resolved.added().container().name(), clock.instant());
    return resolved.added().container().pullPolicy() == PullPolicy.ALWAYS ? seen : Instant.EPOCH;
  }

  /** The names of those that the pod was given; each file begins with one. */
  private Set<String> given(TrackedPod tracked) {
    Set<String> known = tracked.added();
    if (known != null) {
      return new HashSet<>(known);
    }
    Set<String> names = new HashSet<>();
    PodDirectory directory = work.pod(tracked.uid());
    while (true) {
      byte[] head = Disk.read(directory.root().resolve(PodDirectory.added(names.size())));
      if (head == null) {
        return names;
      }
      String text = new String(head, StandardCharsets.UTF_8);
      names.add(text.substring(text.indexOf(' ') + 1, text.indexOf('\n')));
    }
  }

  private static String text(Exception e) {
    return String.valueOf(e.getMessage());
  }
}
