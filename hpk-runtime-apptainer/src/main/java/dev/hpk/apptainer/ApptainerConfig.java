package dev.hpk.apptainer;

import dev.hpk.api.PluginConfig;
import java.util.List;

/**
 * What a site can set for Apptainer; the keys and defaults stand in the module's README.
 *
 * @param command the program, a name or an absolute path
 * @param fakeroot whether a pod's processes appear as root where the pod does not say otherwise
 * @param init whether Apptainer's own process is the first one and reaps orphans
 * @param cache whether Apptainer also keeps what it pulled in its own cache
 * @param insecureRegistries registries, host and port, that speak plain http
 * @param options further options of {@code apptainer exec}, for every container
 */
record ApptainerConfig(
    String command,
    boolean fakeroot,
    boolean init,
    boolean cache,
    List<String> insecureRegistries,
    List<String> options) {

  ApptainerConfig {
    insecureRegistries = List.copyOf(insecureRegistries);
    options = List.copyOf(options);
  }

  /** Reads the plugin's section. Throws when a key is unknown or a value wrong. */
  static ApptainerConfig read(PluginConfig config) {
    ApptainerConfig result =
        new ApptainerConfig(
            config.text("command", "apptainer"),
            config.flag("fakeroot", true),
            config.flag("init", false),
            config.flag("cache", false),
            config.texts("insecureRegistries"),
            config.texts("options"));
    if (result.command.isBlank()) {
      config.problem("command", "is empty; remove it or name the program", "''");
    }
    for (String registry : result.insecureRegistries) {
      if (registry.contains("/")) {
        config.problem(
            "insecureRegistries", "takes host:port, without a scheme or a path", registry);
      }
    }
    config.check();
    return result;
  }
}
