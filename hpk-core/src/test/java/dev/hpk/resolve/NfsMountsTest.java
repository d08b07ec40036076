package dev.hpk.resolve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hpk.api.HpkException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NfsMountsTest {

  private static final NfsMounts MOUNTS =
      new NfsMounts(
          Map.of(
              "filer:/export/home/", "/home",
              "filer:/export/home/shared", "/shared/",
              "all:/", "/mnt/all",
              "root:/exports", "/"));

  @ParameterizedTest
  @CsvSource({
    "filer, /export/home, /home",
    "filer, /export/home/ada//x/, /home/ada/x",
    "filer, /export/home/shared, /shared",
    "filer, /export/home/shared/a, /shared/a",
    "filer, /export/home/shared2, /home/shared2",
    "all, /, /mnt/all",
    "all, /a/b, /mnt/all/a/b",
    "root, /exports/a, /a",
    "root, /exports, /"
  })
  void the_longest_export_that_fits_says_where_a_path_is(String server, String path, String place) {
    assertThat(MOUNTS.place(server, path)).hasValue(place);
  }

  @ParameterizedTest
  @CsvSource({"filer, /export", "filer, /export/homes", "other, /export/home", "root, /"})
  void what_no_export_holds_is_nowhere(String server, String path) {
    assertThat(MOUNTS.place(server, path)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"filer", "filer:export", ":/export", "filer:/a/../b"})
  void an_export_of_another_form_is_a_wrong_configuration(String from) {
    assertThatThrownBy(() -> new NfsMounts(Map.of(from, "/home")))
        .isInstanceOf(HpkException.class)
        .hasMessage("volumes.nfs is not server:/path: '" + from + "'");
  }

  @Test
  void a_place_that_is_not_absolute_is_a_wrong_configuration() {
    assertThatThrownBy(() -> new NfsMounts(Map.of("filer:/a", "home")))
        .isInstanceOf(HpkException.class)
        .hasMessage("volumes.nfs is not an absolute path: 'home'");
  }
}
