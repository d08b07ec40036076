package dev.hpk.podmanhpc;

import dev.hpk.api.PluginConfig;
import java.util.List;
import java.util.Map;

/**
 * What a site can set for podman-hpc; the keys and defaults stand in the module's README.
 *
 * @param command the program, a name or an absolute path
 * @param squashDirectory podman-hpc's store on the shared file system; "" means podman-hpc's
 *     default
 * @param insecureRegistries registries, host and port, that speak plain http
 * @param gpuOptions options of the site's podman-hpc modules for containers that ask for GPUs
 * @param options further options of {@code podman run}, for every container
 */
record PodmanhpcConfig(
    String command,
    String squashDirectory,
    List<String> insecureRegistries,
    List<String> gpuOptions,
    List<String> options) {

  PodmanhpcConfig {
    insecureRegistries = List.copyOf(insecureRegistries);
    gpuOptions = List.copyOf(gpuOptions);
    options = List.copyOf(options);
  }

  /**
   * Reads the plugin's section. Throws when a key is unknown or a value wrong.
   *
   * @param environment the kubelet's own: what podman-hpc would find there holds in every job too
   */
  static PodmanhpcConfig read(PluginConfig config, Map<String, String> environment) {
    List<String> gpuOptions = config.texts("gpuOptions");
    PodmanhpcConfig result =
        new PodmanhpcConfig(
            config.text("command", "podman-hpc"),
            config.text("squashDirectory", squashDirectory(environment)),
            config.texts("insecureRegistries"),
            gpuOptions.isEmpty() ? List.of("--gpu") : gpuOptions,
            config.texts("options"));
    if (result.command.isBlank()) {
      config.problem("command", "is empty; remove it or name the program", "''");
    }
    if (!result.squashDirectory.isEmpty() && !result.squashDirectory.startsWith("/")) {
      config.problem("squashDirectory", "is not an absolute path", result.squashDirectory);
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

  /** As podman-hpc itself: SQUASH_DIR, else SCRATCH/storage. */
  private static String squashDirectory(Map<String, String> environment) {
    String named = environment.getOrDefault("SQUASH_DIR", "");
    String scratch = environment.getOrDefault("SCRATCH", "");
    if (!named.isEmpty() || scratch.isEmpty()) {
      return named;
    }
    return scratch + "/storage";
  }

  /** The words that stand for podman-hpc outside the scripts. */
  List<String> program() {
    return squashDirectory.isEmpty()
        ? List.of(command)
        : List.of("env", "SQUASH_DIR=" + squashDirectory, command);
  }
}
