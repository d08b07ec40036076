package dev.hpk.slurm;

import dev.hpk.api.job.JobId;
import java.util.ArrayList;
import java.util.List;

/** srun(1): a command beside a running job, in its allocation. */
final class Srun {

  private Srun() {}

  /**
   * It passes on all output at once, not only whole lines (--unbuffered; the command's output then
   * is a terminal), takes nothing away from the job (--overlap) and starts no MPI.
   */
  static List<String> arguments(JobId job, String host, List<String> argv) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "srun",
                "--jobid=" + job,
                "--overlap",
                "--nodes=1",
                "--ntasks=1",
                "--nodelist=" + host,
                "--cpu-bind=none",
                "--mpi=none",
                "--mem=0",
                "--chdir=/",
                "--unbuffered",
                "--quiet",
                "--"));
    arguments.addAll(argv);
    return arguments;
  }
}
