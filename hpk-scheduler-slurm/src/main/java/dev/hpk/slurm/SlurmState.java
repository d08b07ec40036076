package dev.hpk.slurm;

import dev.hpk.api.job.JobState;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Slurm's words for a job's state (squeue(1) and sacct(1), JOB STATE CODES), up to 25.05. */
final class SlurmState {

  private static final Logger LOG = LoggerFactory.getLogger(SlurmState.class);

  private static final Map<String, JobState> STATES = new HashMap<>();

  /** Words that were complained of. */
  private static final Set<String> UNKNOWN = ConcurrentHashMap.newKeySet();

  static {
    put("BF", "BOOT_FAIL", JobState.BOOT_FAIL);
    put("CA", "CANCELLED", JobState.CANCELLED);
    put("CD", "COMPLETED", JobState.COMPLETED);
    put("CF", "CONFIGURING", JobState.CONFIGURING);
    put("CG", "COMPLETING", JobState.COMPLETING);
    put("DL", "DEADLINE", JobState.DEADLINE);
    put("EX", "EXPEDITING", JobState.PENDING);
    put("F", "FAILED", JobState.FAILED);
    put("LF", "LAUNCH_FAILED", JobState.LAUNCH_FAILED);
    put("NF", "NODE_FAIL", JobState.NODE_FAIL);
    put("OOM", "OUT_OF_MEMORY", JobState.OUT_OF_MEMORY);
    put("PD", "PENDING", JobState.PENDING);
    put("PO", "POWER_UP_NODE", JobState.CONFIGURING);
    put("PR", "PREEMPTED", JobState.PREEMPTED);
    put("R", "RUNNING", JobState.RUNNING);
    put("RD", "RESV_DEL_HOLD", JobState.HELD);
    put("RF", "REQUEUE_FED", JobState.REQUEUED);
    put("RH", "REQUEUE_HOLD", JobState.HELD);
    put("RQ", "REQUEUED", JobState.REQUEUED);
    put("RS", "RESIZING", JobState.RUNNING);
    put("RV", "REVOKED", JobState.REVOKED);
    put("SI", "SIGNALING", JobState.RUNNING);
    put("SE", "SPECIAL_EXIT", JobState.HELD);
    put("SO", "STAGE_OUT", JobState.COMPLETING);
    put("ST", "STOPPED", JobState.SUSPENDED);
    put("S", "SUSPENDED", JobState.SUSPENDED);
    put("TO", "TIMEOUT", JobState.TIMEOUT);
    put("UD", "UPDATE_DB", JobState.COMPLETING);
    STATES.put("RECONFIG_FAIL", JobState.BOOT_FAIL);
  }

  private SlurmState() {}

  /**
   * The state by Slurm's long or short word, which may have more behind it ({@code CANCELLED by
   * 2000}, {@code RUNNING+}).
   *
   * <p>A word that nobody knows counts as {@link JobState#COMPLETING}: neither does a pod run for
   * it, nor is it over.
   *
   * @param reason why it waits; "" when unknown
   * @param restarted whether the job was put back into the queue before
   */
  static JobState of(String text, String reason, boolean restarted) {
    String word = word(text);
    JobState state = STATES.get(word);
    if (state == null) {
      if (UNKNOWN.add(text)) {
        LOG.atWarn().addKeyValue("state", text).log("Slurm reports a state that HPK does not know");
      }
      return JobState.COMPLETING;
    }
    if (restarted && state.isWaiting()) {
      return JobState.REQUEUED;
    }
    return state == JobState.PENDING && SlurmReason.needsHelp(reason) ? JobState.HELD : state;
  }

  /** Slurm's word for why the job waits or how it ended; "" when it has none. */
  static String reason(String text, String reason) {
    if (!reason.isEmpty() && !reason.equals("None") && !reason.equals("(null)")) {
      return reason;
    }
    return text.startsWith("CANCELLED by ") || !STATES.containsKey(word(text)) ? text : "";
  }

  private static String word(String text) {
    return text.replaceFirst("[^A-Z_].*$", "");
  }

  private static void put(String compact, String extended, JobState state) {
    STATES.put(compact, state);
    STATES.put(extended, state);
  }
}
