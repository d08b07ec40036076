package dev.hpk.slurm;

import java.util.List;
import java.util.regex.Pattern;

/**
 * What Slurm's words mean for why a job waits (squeue(1), JOB REASON CODES, and
 * slurm.schedmd.com/resource_limits.html), up to 25.05. docs/slurm-states.md has the same for
 * users.
 *
 * @param words a pattern of the words
 * @param needsHelp whether the job does not start unless somebody does something
 * @param meaning for people
 */
record SlurmReason(Pattern words, boolean needsHelp, String meaning) {

  /** The first one that matches counts. */
  private static final List<SlurmReason> ALL =
      List.of(
          waits("Resources", "what it asks for is in use"),
          waits("Priority", "jobs of a higher priority come first"),
          waits("WaitingForScheduling", "the scheduler has not looked at it yet"),
          stuck("DependencyNeverSatisfied", "the job that it depends on did not end as it must"),
          waits("Dependency", "it depends on another job"),
          waits("BeginTime", "it may not begin yet"),
          stuck("JobHeldAdmin", "an administrator holds it"),
          stuck("JobHeldUser", "its user holds it"),
          stuck("JobHoldMaxRequeue|MaxRequeue", "it was put back into the queue too often"),
          stuck(
              "(launch failed|job) requeued (in held state|held)",
              "it was put back into the queue and is held since"),
          waits("Licenses", "the licenses that it asks for are in use"),
          stuck("ReservationDeleted", "its reservation was deleted"),
          waits("Reservation", "its reservation has not begun"),
          waits(
              "ReqNodeNotAvail.*|NodeDown|FrontEndDown|Nodes required for job are DOWN.*",
              "hosts that it asks for are down, drained or reserved"),
          waits("PartitionDown|PartitionInactive", "its partition starts no jobs"),
          stuck("PartitionTimeLimit", "its time limit is longer than the partition's"),
          stuck(
              "PartitionNodeLimit|PartitionConfig",
              "no host of its partition has what it asks for, or those that have are down"),
          stuck("BadConstraints", "no host is as it asks for"),
          stuck("AccountNotAllowed|InvalidAccount", "its account may not be used"),
          stuck("QOSNotAllowed|InvalidQOS", "its quality of service may not be used"),
          stuck("DeadLine", "it cannot end before its deadline"),
          waits("Assoc(Max(Submit)?Jobs?Limit|Grp.*)", "its account has as much as it may"),
          stuck("AssocMax.*", "it asks for more than a job of its account may have"),
          waits("Association(Job|Resource|Time)Limit", "its account has as much as it may"),
          waits(
              "QOS(Max.*Per(User|Account|Group).*|Grp.*|(Job|Resource|Time)Limit|UsageThreshold)"
                  + "|Max.*Per(User|Account)",
              "its quality of service has as much as it may"),
          stuck("QOS(Max|Min).*", "it asks for more or less than its quality of service allows"),
          waits("BurstBuffer.*", "its burst buffer is not ready"),
          waits("Prolog|PrologSlurmctld|Cleaning", "its hosts are being made ready"),
          waits("SystemFailure", "Slurm itself has failed"));

  /** For people; "" for a word that has no meaning of its own, or that nobody knows. */
  static String explain(String reason) {
    return ALL.stream()
        .filter(each -> each.words.matcher(reason).matches())
        .map(SlurmReason::meaning)
        .findFirst()
        .orElse("");
  }

  /** Whether a job that waits for this reason does not start unless somebody does something. */
  static boolean needsHelp(String reason) {
    return ALL.stream()
        .filter(each -> each.words.matcher(reason).matches())
        .map(SlurmReason::needsHelp)
        .findFirst()
        .orElse(false);
  }

  private static SlurmReason waits(String words, String meaning) {
    return new SlurmReason(Pattern.compile(words), false, meaning);
  }

  private static SlurmReason stuck(String words, String meaning) {
    return new SlurmReason(Pattern.compile(words), true, meaning);
  }
}
