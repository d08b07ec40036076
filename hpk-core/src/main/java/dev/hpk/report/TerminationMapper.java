package dev.hpk.report;

import dev.hpk.api.job.JobState;
import dev.hpk.watch.ContainerHistory;
import dev.hpk.watch.ContainerHistory.Ended;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStateTerminatedBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How attempts of one container ended, as a status shows it. Pure. */
final class TerminationMapper {

  /** For all containers of a pod (status_manager.go normalizeStatus). */
  private static final int MESSAGE_BYTES = 12288;

  private static final int KILLED = 137;

  private final PodObservation observation;
  private final String container;

  TerminationMapper(PodObservation observation, String container) {
    this.observation = observation;
    this.container = container;
  }

  /** A terminated state; an empty one for null. */
  ContainerState state(@Nullable Ended ended) {
    return ended == null
        ? new ContainerState()
        : new ContainerStateBuilder().withTerminated(terminated(ended)).build();
  }

  private ContainerStateTerminated terminated(Ended ended) {
    Instant started = ended.started();
    Instant finished =
        started != null && started.isAfter(ended.finished()) ? started : ended.finished();
    return new ContainerStateTerminatedBuilder()
        .withContainerID(ContainerDetail.id(observation, container, ended.attempt()))
        .withExitCode(ended.exitCode())
        .withSignal(ended.signal())
        .withReason(reason(ended))
        .withMessage(ended.message().isEmpty() ? null : cut(ended.message()))
        .withStartedAt(started == null ? null : Times.text(started))
        .withFinishedAt(Times.text(finished))
        .build();
  }

  /** The batch system may have seen what the supervisor could not: who sent the KILL. */
  private String reason(Ended ended) {
    boolean outOfMemory =
        observation.job() != null && observation.job().state() == JobState.OUT_OF_MEMORY;
    boolean killed = ended.exitCode() == KILLED && ended.reason().equals("Error");
    boolean toldByJob =
        observation.history().containers().values().stream()
            .map(ContainerHistory::ended)
            .anyMatch(end -> end != null && end.reason().equals(PodReason.OOM_KILLED));
    if (outOfMemory && killed && !toldByJob && observation.history().stopping() == null) {
      return PodReason.OOM_KILLED;
    }
    if (!ended.reason().isEmpty()) {
      return ended.reason();
    }
    return ended.exitCode() == 0 ? "Completed" : "Error";
  }

  private String cut(String message) {
    PodSpec spec = observation.pod().getSpec();
    int containers =
        spec.getContainers().size()
            + spec.getInitContainers().size()
            + spec.getEphemeralContainers().size();
    return cut(message, MESSAGE_BYTES / containers);
  }

  /** The first bytes of a text, without half a character at their end. */
  static String cut(String text, int bytes) {
    byte[] all = text.getBytes(StandardCharsets.UTF_8);
    if (all.length <= bytes) {
      return text;
    }
    CharsetDecoder decoder =
        StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.IGNORE);
    CharBuffer kept = CharBuffer.allocate(bytes);
    decoder.decode(ByteBuffer.wrap(all, 0, bytes), kept, true);
    return kept.flip().toString();
  }
}
