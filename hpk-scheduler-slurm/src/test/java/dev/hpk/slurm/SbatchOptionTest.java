package dev.hpk.slurm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SbatchOptionTest {

  @Test
  void plain_values_stand_as_they_are() {
    assertThat(new SbatchOption("gres", "gpu:a100:2,license:1").directive())
        .isEqualTo("#SBATCH --gres=gpu:a100:2,license:1");
    assertThat(new SbatchOption("hold", null).directive()).isEqualTo("#SBATCH --hold");
  }

  @Test
  void other_values_are_quoted_as_sbatch_reads_them() {
    assertThat(new SbatchOption("wckey", "it's #1 \\ \"q\"").directive())
        .isEqualTo("#SBATCH --wckey='it'\\''s #1 \\\\ \"q\"'");
  }
}
