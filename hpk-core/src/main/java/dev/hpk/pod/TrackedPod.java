package dev.hpk.pod;

import dev.hpk.ledger.LedgerEntry;
import dev.hpk.report.JournalEvents;
import dev.hpk.report.PodObservation.Problem;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What the kubelet holds in memory of one pod. The API object comes from the watch's thread; all
 * else belongs to the worker that has the pod's lane, others only read it.
 */
final class TrackedPod {

  private final String uid;
  private final AtomicReference<@Nullable Pod> pod = new AtomicReference<>();
  private final JournalEvents journalEvents = new JournalEvents();
  private volatile @Nullable LedgerEntry entry;
  private volatile @Nullable Problem problem;
  private @Nullable Set<String> added;
  private volatile Map<String, Problem> addedProblems = Map.of();
  private final Map<String, Instant> addedSeen = new HashMap<>();
  private boolean cancelTold;
  private boolean giveWayTold;
  private int failures;
  private int submitFailures;

  TrackedPod(String uid) {
    this.uid = uid;
  }

  String uid() {
    return uid;
  }

  /** As the API server has it; null when it does not. */
  @Nullable Pod pod() {
    return pod.get();
  }

  void pod(@Nullable Pod object) {
    pod.set(object);
  }

  /** Takes the API's answer to a write, unless the watch has brought something newer meanwhile. */
  void replace(Pod before, Pod after) {
    pod.compareAndSet(before, after);
  }

  /** What was told of the events that its supervisor noted. */
  JournalEvents journalEvents() {
    return journalEvents;
  }

  @Nullable LedgerEntry entry() {
    return entry;
  }

  void entry(@Nullable LedgerEntry now) {
    entry = now;
  }

  /** The id of its job; null when it has none, as far as is known. */
  @Nullable String job() {
    LedgerEntry known = entry;
    return known == null ? null : known.job();
  }

  /** Why it does not go on; null when it does. */
  @Nullable Problem problem() {
    return problem;
  }

  void problem(@Nullable Problem now) {
    problem = now;
  }

  /** The ephemeral containers that it was given; null while that was not looked up. */
  @Nullable Set<String> added() {
    return added;
  }

  void added(Set<String> names) {
    added = Set.copyOf(names);
  }

  /** Why ephemeral containers were not given to it yet, by their names. */
  Map<String, Problem> addedProblems() {
    return addedProblems;
  }

  void addedProblems(Map<String, Problem> now) {
    addedProblems = Map.copyOf(now);
  }

  /** When an ephemeral container was first seen. */
  Instant addedSeen(String container, Instant now) {
    return addedSeen.computeIfAbsent(container, name -> now);
  }

  /** Whether the batch system took the last order to cancel; not known after a restart. */
  boolean wasCancelTold() {
    return cancelTold;
  }

  void cancelTold(boolean told) {
    cancelTold = told;
  }

  /** Whether it was told to give way to another job; not known after a restart. */
  boolean wasGiveWayTold() {
    return giveWayTold;
  }

  void giveWayTold() {
    giveWayTold = true;
  }

  /** Counts one more failure in a row. */
  int failed() {
    return ++failures;
  }

  void succeeded() {
    failures = 0;
  }

  /** Counts one more submission in a row that was not accepted. */
  int notAccepted() {
    return ++submitFailures;
  }

  void accepted() {
    submitFailures = 0;
    problem = null;
  }

  /** Namespace and name, for people; the uid when neither is known. */
  String label() {
    Pod object = pod.get();
    LedgerEntry known = entry;
    if (object != null) {
      return object.getMetadata().getNamespace() + "/" + object.getMetadata().getName();
    }
    return known == null ? uid : known.namespace() + "/" + known.name();
  }
}
