package dev.hpk.watch;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One line of a journal, as the supervisor writes it (see {@code src/main/bash/README.md}).
 *
 * @param time milliseconds since 1970
 * @param pod the pod's uid
 * @param job the job's id
 * @param type {@code pod}, {@code container} or {@code event}
 * @param state of a pod: started, sandbox, stopping, ended, refused; of a container: waiting,
 *     running, started, ready, unready, ended; of an event: Normal, Warning
 * @param container null for a pod, and for an event that concerns all of it
 * @param attempt how often the container was started before
 * @param host null unless a pod started
 * @param address the host's addresses when a pod started, the pod's when its sandbox stands, with
 *     commas between them; else null
 * @param pid on the host, the first process of a container that runs, or the one that holds the
 *     namespaces of a pod whose sandbox stands; else null
 * @param started milliseconds since 1970; null unless a container ended, or was shown running some
 *     time after it began
 * @param exit null unless it ended
 * @param signal null unless a signal ended it
 * @param reason as in a container's state or a pod's status; null when there is none
 * @param message for people; null when there is none
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record JournalLine(
    long time,
    String pod,
    @Nullable String job,
    String type,
    String state,
    @Nullable String container,
    int attempt,
    @Nullable String host,
    @Nullable String address,
    @Nullable Integer pid,
    @Nullable Long started,
    @Nullable Integer exit,
    @Nullable Integer signal,
    @Nullable String reason,
    @Nullable String message) {

  public Instant instant() {
    return Instant.ofEpochMilli(time);
  }

  public boolean isContainer() {
    return type.equals("container") && container != null;
  }

  /** Whether it is to become a Kubernetes event. */
  public boolean isEvent() {
    return type.equals("event");
  }
}
