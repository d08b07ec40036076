package dev.hpk.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeFactsTest {

  private static final Map<String, String> PROPERTIES =
      Map.of("os.version", "6.1.0", "os.name", "Linux", "os.arch", "aarch64");

  @TempDir Path root;

  @Test
  void facts_are_read_from_where_linux_keeps_them() throws IOException {
    write("etc/machine-id", "0123456789abcdef\n");
    write("sys/class/dmi/id/product_uuid", "UUID-1\n");
    write("proc/sys/kernel/random/boot_id", "boot-1\n");
    write("etc/os-release", "NAME=\"Rocky\"\nPRETTY_NAME=\"Rocky Linux 8.10 (Green)\"\n");

    assertThat(NodeFacts.read(root, PROPERTIES::get))
        .isEqualTo(
            new NodeFacts(
                "0123456789abcdef",
                "UUID-1",
                "boot-1",
                "6.1.0",
                "Rocky Linux 8.10 (Green)",
                "linux",
                "arm64"));
  }

  @Test
  void what_cannot_be_read_is_unknown() throws IOException {
    write("etc/machine-id", "abc\n");

    assertThat(NodeFacts.read(root, PROPERTIES::get))
        .extracting("systemUuid", "bootId", "osImage")
        .containsExactly("abc", "", "");
  }

  private void write(String name, String text) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
