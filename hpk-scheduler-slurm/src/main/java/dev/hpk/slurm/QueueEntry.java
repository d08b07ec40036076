package dev.hpk.slurm;

import dev.hpk.api.job.JobReport;

/**
 * One job as squeue shows it.
 *
 * @param report what is known of it
 * @param comment its comment; "" when it has none
 */
record QueueEntry(JobReport report, String comment) {}
