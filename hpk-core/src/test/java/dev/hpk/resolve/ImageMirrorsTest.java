package dev.hpk.resolve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hpk.api.HpkException;
import dev.hpk.api.container.ImageReference;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageMirrorsTest {

  private static final ImageMirrors MIRRORS =
      new ImageMirrors(
          Map.of(
              "docker.io", "127.0.0.1:5000",
              "quay.io/team", "mirror.site:5000/quay/team",
              "quay.io/team/special", "other.site",
              "localhost:5000", "registry.site/local"));

  @ParameterizedTest
  @CsvSource({
    "busybox, 127.0.0.1:5000/library/busybox:latest",
    "busybox:1.36, 127.0.0.1:5000/library/busybox:1.36",
    "docker.io/a/b, 127.0.0.1:5000/a/b:latest",
    "quay.io/team/x:1, mirror.site:5000/quay/team/x:1",
    "quay.io/teamwork/x:1, quay.io/teamwork/x:1",
    "quay.io/team/special/y:1, other.site/y:1",
    "quay.io/other:1, quay.io/other:1",
    "localhost:5000/a:1, registry.site/local/a:1",
    "/images/a.sif, /images/a.sif"
  })
  void the_longest_prefix_of_whole_parts_wins(String image, String source) {
    assertThat(MIRRORS.source(ImageReference.parse(image))).hasToString(source);
  }

  @Test
  void a_digest_stays() {
    String digest = "sha256:" + "a".repeat(64);

    assertThat(MIRRORS.source(ImageReference.parse("busybox@" + digest)))
        .hasToString("127.0.0.1:5000/library/busybox@" + digest);
  }

  @Test
  void without_mirrors_an_image_comes_from_where_its_name_says() {
    ImageReference image = ImageReference.parse("busybox");

    assertThat(ImageMirrors.NONE.source(image)).isEqualTo(image);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "team", "docker.io/", "docker.io/A", "http://x.y", "x.y/a:1", "/a", "x y"})
  void a_name_that_is_no_prefix_of_images_is_refused(String prefix) {
    assertThatThrownBy(() -> new ImageMirrors(Map.of(prefix, "mirror.site")))
        .isInstanceOfSatisfying(
            HpkException.class,
            e -> assertThat(e.kind()).isEqualTo(HpkException.Kind.CONFIGURATION))
        .hasMessage("image mirror is not a registry or registry/path: '" + prefix + "'");
    assertThatThrownBy(() -> new ImageMirrors(Map.of("docker.io", prefix)))
        .hasMessageContaining("'" + prefix + "'");
  }
}
