package dev.hpk.slurm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hpk.api.CommandResult;
import dev.hpk.api.HpkException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts seen with Slurm 22.05.8. */
class SlurmFailureTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sbatch: error: invalid partition specified: nope\n"
            + "sbatch: error: Batch job submission failed: Invalid partition name specified",
        "sbatch: error: Memory specification can not be satisfied\n"
            + "sbatch: error: Batch job submission failed: Requested node configuration is not"
            + " available",
        "sbatch: error: Batch job submission failed: Invalid feature specification",
        "sbatch: error: Batch job submission failed: Requested reservation is invalid",
        "sbatch: error: Batch job submission failed: Job violates accounting/QOS policy (job submit"
            + " limit, user's size and/or time limits)",
        "sbatch: error: Invalid --time specification",
        "sbatch: unrecognized option '--frob'\nTry \"sbatch --help\" for more information",
        "sbatch: invalid option -- 'Z'\nTry \"sbatch --help\" for more information",
        "Invalid time specification (pos=0): xx\nsbatch: error: Invalid --begin specification",
        "sbatch: option '--mem' requires an argument",
        "scancel: error: Kill job error on job id 7: Access/permission denied",
      })
  void a_refusal_is_the_users(String stderr) {
    assertThat(failure(stderr).kind()).isEqualTo(HpkException.Kind.USER);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sbatch: error: Batch job submission failed: Unable to contact slurm controller (connect"
            + " failure)",
        "sbatch: error: Batch job submission failed: Socket timed out on send/recv operation",
        "sbatch: error: Batch job submission failed: Zero Bytes were transmitted or received",
        "sbatch: error: Batch job submission failed: Invalid authentication credential",
        "sbatch: error: Batch job submission failed: Slurm backup controller in standby mode",
        "sbatch: error: Batch job submission failed: I/O error writing script/environment to file",
        "sbatch: error: Munge encode failed: Failed to access \"/run/munge/munge.socket.2\"",
        "sbatch: error: s_p_parse_file: cannot stat file /nonexist\n"
            + "sbatch: fatal: Unable to process configuration file",
        "Killed",
        "",
      })
  void everything_else_is_an_outage(String stderr) {
    assertThat(failure(stderr).kind()).isEqualTo(HpkException.Kind.EXTERNAL);
  }

  @Test
  void the_message_is_slurms_own_text_in_one_line() {
    assertThat(
            failure(
                "sbatch: error: invalid partition specified: nope\n"
                    + "sbatch: error: Batch job submission failed: Invalid partition name"
                    + " specified\n"))
        .hasMessage(
            "sbatch: invalid partition specified: nope; Batch job submission failed: Invalid"
                + " partition name specified");
  }

  @Test
  void silence_is_told_with_the_exit_code() {
    assertThat(failure("")).hasMessage("sbatch: ended with exit code 1 and no word");
  }

  private static HpkException failure(String stderr) {
    return SlurmFailure.of("sbatch", new CommandResult(1, "", stderr));
  }
}
