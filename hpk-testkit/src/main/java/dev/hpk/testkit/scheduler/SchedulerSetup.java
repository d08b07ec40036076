package dev.hpk.testkit.scheduler;

import dev.hpk.api.BatchScheduler;
import dev.hpk.api.CommandRunner;
import dev.hpk.api.job.JobId;
import java.nio.file.Path;
import java.util.function.Supplier;

/**
 * What {@link BatchSchedulerContract} needs of a plugin's test.
 *
 * @param factory makes the scheduler under test; again after it was closed
 * @param owner the mark that the scheduler was given, see {@link dev.hpk.api.PluginContext#owner}
 * @param directory a directory that exists and that all hosts see
 * @param commands runs the commands that the scheduler describes
 * @param unknown the id of a job that never was
 */
public record SchedulerSetup(
    Supplier<BatchScheduler> factory,
    String owner,
    Path directory,
    CommandRunner commands,
    JobId unknown) {}
