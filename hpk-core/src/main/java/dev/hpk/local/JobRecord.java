package dev.hpk.local;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hpk.api.HpkException;
import dev.hpk.api.job.JobSpec;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is written of a job before it is started.
 *
 * @param name the job's name
 * @param owner the mark of its kubelet
 * @param comment for people
 * @param submitted milliseconds since 1970
 */
record JobRecord(String name, String owner, String comment, long submitted) {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  static JobRecord of(JobSpec job, long now) {
    return new JobRecord(job.name(), job.owner(), job.comment(), now);
  }

  byte[] toJson() {
    try {
      return MAPPER.writeValueAsBytes(
          Map.of("name", name, "owner", owner, "comment", comment, "submitted", submitted));
    } catch (IOException e) {
      throw new HpkException(HpkException.Kind.INTERNAL, "a job's record cannot be written", e);
    }
  }

  /** Null when it cannot be read: a job half made. */
  static @Nullable JobRecord parse(byte @Nullable [] json) {
    if (json == null) {
      return null;
    }
    try {
      return MAPPER.readValue(json, JobRecord.class);
    } catch (IOException e) {
      return null;
    }
  }
}
