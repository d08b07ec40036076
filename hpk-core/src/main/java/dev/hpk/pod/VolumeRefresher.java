package dev.hpk.pod;

import com.google.common.hash.HashCode;
import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import dev.hpk.api.HpkException;
import dev.hpk.api.job.Capacity;
import dev.hpk.api.job.Resources;
import dev.hpk.api.pod.ResolvedVolume.VolumeFile;
import dev.hpk.disk.AtomicDirectory;
import dev.hpk.disk.PodDirectory;
import dev.hpk.disk.WorkDirectory;
import dev.hpk.ledger.LedgerEntry;
import dev.hpk.report.EventReason;
import dev.hpk.report.EventRecorder;
import dev.hpk.report.PodEvent;
import dev.hpk.resolve.UnresolvedException;
import dev.hpk.resolve.VolumeContents;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings what the API server has now into the volumes of pods whose jobs wait or run. What it did
 * is remembered only to spare the disk: after a restart the disk is compared again. Called by one
 * thread at a time.
 */
final class VolumeRefresher {

  private static final Logger LOG = LoggerFactory.getLogger(VolumeRefresher.class);

  private final VolumeContents contents;
  private final PodStore store;
  private final WorkDirectory work;
  private final EventRecorder events;
  private final Supplier<@Nullable Capacity> capacity;
  private final Clock clock;
  private final Map<Key, State> states = new HashMap<>();

  private record Key(String uid, String volume) {}

  /**
   * What is known of a volume.
   *
   * @param content a digest of its files; null when they were never seen to be right
   * @param pruned whether nothing lies there of what was before
   * @param problem why it could not be brought up to date; null when it is
   */
  private record State(@Nullable HashCode content, boolean pruned, @Nullable String problem) {
    static final State UNKNOWN = new State(null, false, null);

    State with(@Nullable String newProblem) {
      return new State(content, pruned, newProblem);
    }
  }

  VolumeRefresher(
      VolumeContents contents,
      PodStore store,
      WorkDirectory work,
      EventRecorder events,
      Supplier<@Nullable Capacity> capacity,
      Clock clock) {
    this.contents = contents;
    this.store = store;
    this.work = work;
    this.events = events;
    this.capacity = capacity;
    this.clock = clock;
  }

  static VolumeRefresher of(PodController.Parts parts, PodStore store) {
    return new VolumeRefresher(
        parts.resolver().contents(),
        store,
        parts.work(),
        parts.events(),
        parts.capacity(),
        parts.clock());
  }

  /** Looks at every volume once. One that fails disturbs no other and is tried again next time. */
  void run() {
    contents.begin();
    Set<Key> seen = new HashSet<>();
    for (TrackedPod tracked : store.all()) {
      Pod pod = tracked.pod();
      if (pod == null || !hasJob(tracked.entry())) {
        continue;
      }
      List<Volume> volumes = pod.getSpec().getVolumes();
      for (int index = 0; index < volumes.size(); index++) {
        Volume volume = volumes.get(index);
        if (VolumeContents.isFilled(volume)) {
          Key key = new Key(tracked.uid(), volume.getName());
          seen.add(key);
          states.put(key, refreshed(tracked, pod, index));
        }
      }
    }
    states.keySet().retainAll(seen);
  }

  private static boolean hasJob(@Nullable LedgerEntry entry) {
    return entry != null
        && entry.step() == LedgerEntry.Step.SUBMITTED
        && entry.finalStatus() == null;
  }

  private State refreshed(TrackedPod tracked, Pod pod, int index) {
    Volume volume = pod.getSpec().getVolumes().get(index);
    State before = states.getOrDefault(new Key(tracked.uid(), volume.getName()), State.UNKNOWN);
    try {
      return upToDate(pod, index, before);
    } catch (UnresolvedException e) {
      String message = String.valueOf(e.getMessage());
      if (!message.equals(before.problem())) {
        events.record(pod, PodEvent.warning(EventReason.FAILED_MOUNT, message));
      }
      return before.with(message);
    } catch (HpkException e) {
      String message = String.valueOf(e.getMessage());
      if (!message.equals(before.problem()) && store.find(tracked.uid()) != null) {
        LOG.atWarn()
            .addKeyValue("pod", tracked.label())
            .addKeyValue("volume", volume.getName())
            .addKeyValue("reason", message)
            .log("A volume cannot be refreshed and keeps what it has; it is tried again");
      }
      return before.with(message);
    }
  }

  private State upToDate(Pod pod, int index, State before) {
    Volume volume = pod.getSpec().getVolumes().get(index);
    AtomicDirectory directory =
        new AtomicDirectory(
            work.pod(pod.getMetadata().getUid())
                .root()
                .resolve(PodDirectory.volume(volume.getName())),
            clock);
    if (before.content() == null) {
      contents.knowTokens(pod, volume, directory::read);
    }
    Capacity node = capacity.get();
    if (node == null && VolumeContents.tellsOfResources(volume)) {
      return before; // what the node offers is not known yet
    }
    Resources allocatable = node == null ? Resources.NONE : node.allocatable();
    List<VolumeFile> files = contents.files(pod, index, allocatable);
    HashCode content = digest(files);
    if (!content.equals(before.content())) {
      directory.write(files);
      return new State(content, false, null);
    }
    if (!before.pruned()) {
      directory.prune();
    }
    return new State(content, true, null);
  }

  private static HashCode digest(List<VolumeFile> files) {
    Hasher hasher = Hashing.sha256().newHasher();
    for (VolumeFile file : files) {
      byte[] path = file.path().getBytes(StandardCharsets.UTF_8);
      byte[] bytes = file.content().bytes();
      hasher.putInt(path.length).putBytes(path).putInt(file.mode());
      hasher.putInt(bytes.length).putBytes(bytes);
    }
    return hasher.hash();
  }
}
