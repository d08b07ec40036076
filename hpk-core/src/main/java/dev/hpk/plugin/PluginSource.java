package dev.hpk.plugin;

import dev.hpk.api.PluginFactory;
import java.nio.file.Path;
import java.security.CodeSource;
import org.jspecify.annotations.Nullable;

/**
 * Where a plugin comes from.
 *
 * @param className its factory
 * @param version of its jar's manifest; "unknown" when it has none
 * @param location its jar or folder; "unknown" when it has none
 */
public record PluginSource(String className, String version, String location) {

  public static PluginSource of(PluginFactory<?> factory) {
    Class<?> type = factory.getClass();
    String version = type.getPackage().getImplementationVersion();
    return new PluginSource(
        type.getName(),
        version == null ? "unknown" : version,
        location(type.getProtectionDomain().getCodeSource()));
  }

  private static String location(@Nullable CodeSource source) {
    if (source == null || source.getLocation() == null) {
      return "unknown";
    }
    String path = source.getLocation().getPath();
    return path.isEmpty() ? "unknown" : Path.of(path).toString();
  }

  @Override
  public String toString() {
    return className + " " + version + " in " + location;
  }
}
