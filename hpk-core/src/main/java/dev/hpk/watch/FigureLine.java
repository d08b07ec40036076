package dev.hpk.watch;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One line of a host's figures, as the supervisor writes it (see {@code src/main/bash/README.md}):
 * of a pod, of one of its containers, volumes or probes.
 *
 * @param time milliseconds since 1970
 * @param pod the pod's uid
 * @param container null for a pod and a volume
 * @param attempt how often the container was started before
 * @param cpu nanoseconds of CPU so far; null for volumes and probes
 * @param memory bytes of the working set
 * @param anonymous bytes that belong to no file; null when not known
 * @param processes how many there are
 * @param log bytes of the container's log on the disk
 * @param layer bytes that the container wrote outside its volumes; null when not known
 * @param volume its name; null for all else
 * @param used bytes in the volume
 * @param probe startup, readiness or liveness; null for all else
 * @param successful how often the probe was, and so on
 * @param milliseconds that all probes took
 * @param counts how many probes took at most as long as each of the bounds; the last is for longer
 *     ones
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record FigureLine(
    long time,
    String pod,
    @Nullable String container,
    int attempt,
    @Nullable Long cpu,
    long memory,
    @Nullable Long anonymous,
    int processes,
    long log,
    @Nullable Long layer,
    @Nullable String volume,
    long used,
    @Nullable String probe,
    long successful,
    long failed,
    long unknown,
    long milliseconds,
    @Nullable List<Long> counts) {

  Instant instant() {
    return Instant.ofEpochMilli(time);
  }
}
