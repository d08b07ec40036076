package dev.hpk.slurm;

import dev.hpk.api.HpkException;
import dev.hpk.api.PluginConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The site's settings for Slurm. The keys of the configuration have the names of the components.
 *
 * @param defaults options of every job, such as {@code --partition=main}; a pod's flags win
 * @param timeLimit of jobs whose pod sets none; null means the partition's default
 * @param prelude lines of bash before the pod's own script, such as {@code module load apptainer}
 * @param gres Slurm's generic resource, with its type if need be, by extended resource name
 * @param memory how memory is asked for
 * @param commands the directory of Slurm's commands; null means they are on the PATH
 * @param environment variables for Slurm's commands, such as {@code SLURM_CONF}
 * @param maxJobs how many pods the node offers to run at once
 * @param stopMargin how long before the time limit, beyond the pod's grace period, the job gets
 *     TERM
 * @param commandTimeout after which a command is killed
 * @param submitTimeout after which sbatch is killed, which retries by itself when Slurm is full
 * @param lookBack how far back accounting is searched for a job whose submission got no answer
 * @param ssh the way to a running job's host; null means srun
 */
record SlurmConfig(
    List<SbatchOption> defaults,
    @Nullable Duration timeLimit,
    List<String> prelude,
    Map<String, String> gres,
    Memory memory,
    @Nullable String commands,
    Map<String, String> environment,
    int maxJobs,
    Duration stopMargin,
    Duration commandTimeout,
    Duration submitTimeout,
    Duration lookBack,
    @Nullable Ssh ssh) {

  /** How memory is asked for. */
  enum Memory {
    /** For the job: {@code --mem}. */
    TOTAL,
    /** For each CPU: {@code --mem-per-cpu}. */
    PER_CPU,
    /** Not at all: it comes with the CPUs or the host. */
    NONE
  }

  /** The keys that are options of sbatch by the same name. */
  private static final List<String> OPTIONS =
      List.of("partition", "account", "qos", "constraint", "reservation");

  private static final String GRES = "[A-Za-z0-9_.-]+(:[A-Za-z0-9_.-]+)?";

  SlurmConfig {
    defaults = List.copyOf(defaults);
    prelude = List.copyOf(prelude);
    gres = Map.copyOf(gres);
    environment = Map.copyOf(environment);
  }

  static SlurmConfig read(PluginConfig config) {
    SlurmConfig result =
        new SlurmConfig(
            readDefaults(config),
            config.text("timeLimit").isEmpty()
                ? null
                : positive(config, "timeLimit", Duration.ZERO),
            readPrelude(config),
            readGres(config),
            readMemory(config),
            readCommands(config),
            config.map("environment"),
            readMaxJobs(config),
            config.duration("stopMargin", Duration.ofSeconds(10)),
            positive(config, "commandTimeout", Duration.ofSeconds(60)),
            positive(config, "submitTimeout", Duration.ofSeconds(150)),
            positive(config, "lookBack", Duration.ofDays(30)),
            readSsh(config));
    config.check();
    return result;
  }

  /** Where jobs go that do not say otherwise; null means Slurm's default. */
  @Nullable String partition() {
    return defaults.stream()
        .filter(option -> option.name().equals("partition"))
        .map(SbatchOption::value)
        .reduce((first, second) -> second)
        .orElse(null);
  }

  private static List<SbatchOption> readDefaults(PluginConfig config) {
    List<SbatchOption> defaults = new ArrayList<>();
    for (String key : OPTIONS) {
      config
          .text(key)
          .ifPresent(
              value -> {
                if (value.isBlank() || value.chars().anyMatch(Character::isISOControl)) {
                  config.problem(key, "is blank or has control characters", value);
                } else {
                  defaults.add(new SbatchOption(key, value));
                }
              });
    }
    for (String text : config.texts("options")) {
      try {
        defaults.addAll(SlurmFlags.parse(text));
      } catch (IllegalArgumentException e) {
        config.problem("options", String.valueOf(e.getMessage()), text);
      }
    }
    return defaults;
  }

  private static List<String> readPrelude(PluginConfig config) {
    return config.texts("prelude").stream().flatMap(String::lines).toList();
  }

  private static Map<String, String> readGres(PluginConfig config) {
    Map<String, String> gres = new LinkedHashMap<>();
    gres.put("nvidia.com/gpu", "gpu");
    config
        .map("gres")
        .forEach(
            (resource, name) -> {
              if (!name.matches(GRES)) {
                config.problem("gres", "is not NAME or NAME:TYPE for " + resource, name);
              }
              gres.put(resource, name);
            });
    return gres;
  }

  private static Memory readMemory(PluginConfig config) {
    String text = config.text("memory", "total");
    for (Memory memory : Memory.values()) {
      if (memory.name().toLowerCase(Locale.ROOT).replace('_', '-').equals(text)) {
        return memory;
      }
    }
    config.problem("memory", "is not total, per-cpu or none", text);
    return Memory.TOTAL;
  }

  private static @Nullable String readCommands(PluginConfig config) {
    String directory = config.text("commands").orElse(null);
    if (directory != null && !directory.startsWith("/")) {
      config.problem("commands", "is not an absolute directory", directory);
    }
    return directory;
  }

  private static @Nullable Ssh readSsh(PluginConfig config) {
    String way = config.text("enter", "srun");
    List<String> options = config.texts("sshOptions");
    if (way.equals("ssh")) {
      return new Ssh(options);
    }
    if (!way.equals("srun")) {
      config.problem("enter", "is not srun or ssh", way);
    } else if (!options.isEmpty()) {
      config.problem("sshOptions", "is of use only where enter is ssh", options);
    }
    return null;
  }

  private static int readMaxJobs(PluginConfig config) {
    int maxJobs = config.number("maxJobs", 1000);
    if (maxJobs < 1) {
      config.problem("maxJobs", "is not positive", maxJobs);
    }
    return maxJobs;
  }

  private static Duration positive(PluginConfig config, String key, Duration fallback) {
    Duration value = config.duration(key, fallback);
    if (value.isNegative() || value.isZero()) {
      config.problem(key, "is not a positive duration", value);
      return Duration.ofSeconds(1);
    }
    return value;
  }

  /** The settings of a site that configures nothing. */
  static SlurmConfig ofDefaults() {
    try {
      return read(PluginConfig.empty("schedulers.slurm"));
    } catch (HpkException e) {
      throw new IllegalStateException("defaults are not acceptable", e);
    }
  }
}
