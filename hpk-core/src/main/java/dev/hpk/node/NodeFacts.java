package dev.hpk.node;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Properties;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What a node says of its system (status.nodeInfo). It is the kubelet's own host: the compute hosts
 * behind the node may differ.
 *
 * @param machineId {@code /etc/machine-id}; "" when unknown
 * @param systemUuid the machine's UUID where it may be read, else the machine id
 * @param bootId changes with each boot; "" when unknown
 * @param kernelVersion such as {@code 6.1.0-18-amd64}
 * @param osImage such as {@code Debian GNU/Linux 12 (bookworm)}
 * @param operatingSystem as Go names it: {@code linux}
 * @param architecture as Go names it: {@code amd64}, {@code arm64}
 */
public record NodeFacts(
    String machineId,
    String systemUuid,
    String bootId,
    String kernelVersion,
    String osImage,
    String operatingSystem,
    String architecture) {

  /** The facts of this host. Files that cannot be read leave their facts unknown. */
  public static NodeFacts ofThisHost() {
    return read(Path.of("/"), name -> System.getProperty(name, ""));
  }

  static NodeFacts read(Path root, UnaryOperator<String> properties) {
    String machineId = text(root.resolve("etc/machine-id"));
    String uuid = text(root.resolve("sys/class/dmi/id/product_uuid"));
    return new NodeFacts(
        machineId,
        uuid.isEmpty() ? machineId : uuid,
        text(root.resolve("proc/sys/kernel/random/boot_id")),
        properties.apply("os.version"),
        osImage(root.resolve("etc/os-release")),
        properties.apply("os.name").toLowerCase(Locale.ROOT),
        architecture(properties.apply("os.arch")));
  }

  private static String architecture(String java) {
    return switch (java) {
      case "x86_64" -> "amd64";
      case "aarch64" -> "arm64";
      default -> java;
    };
  }

  private static String osImage(Path release) {
    Properties values = new Properties();
    try (BufferedReader reader = Files.newBufferedReader(release)) {
      values.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      return "";
    }
    @Nullable String name = values.getProperty("PRETTY_NAME");
    return name == null ? "" : name.replaceAll("^[\"']|[\"']$", "");
  }

  private static String text(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      return "";
    }
  }
}
