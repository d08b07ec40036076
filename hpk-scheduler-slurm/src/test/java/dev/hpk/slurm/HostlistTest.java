package dev.hpk.slurm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HostlistTest {

  @Test
  void ranges_lists_and_leading_zeros_are_expanded() {
    assertThat(Hostlist.expand("c[1-3,07-09],login1"))
        .containsExactly("c1", "c2", "c3", "c07", "c08", "c09", "login1");
    assertThat(Hostlist.expand("c[09-11]")).containsExactly("c09", "c10", "c11");
  }

  @Test
  void several_brackets_are_multiplied() {
    assertThat(Hostlist.expand("r[1-2]n[5,7]")).containsExactly("r1n5", "r1n7", "r2n5", "r2n7");
  }

  @Test
  void no_host_is_an_empty_list() {
    assertThat(Hostlist.expand("")).isEmpty();
    assertThat(Hostlist.expand("None assigned")).isEmpty();
    assertThat(Hostlist.expand("(null)")).isEmpty();
  }

  @Test
  void a_list_that_was_cut_off_gives_what_is_whole() {
    assertThat(Hostlist.expand("a1,c[1-4")).containsExactly("a1");
  }

  @Test
  void a_huge_range_is_bounded() {
    assertThat(Hostlist.expand("c[0-999999999]")).hasSize(10_000);
  }
}
