package dev.hpk.slurm;

import dev.hpk.api.job.Resources;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** sinfo(1): the hosts. */
final class Sinfo {

  /** States in which a host takes jobs now, later today, or after it has been powered up. */
  private static final Set<String> USABLE =
      Set.of(
          "idle",
          "allocated",
          "mixed",
          "completing",
          "planned",
          "powered_down",
          "powering_down",
          "powering_up",
          "power_down");

  private static final Pattern GRES = Pattern.compile("([^:(]+):(?:([^:(]+):)?([0-9]+)([KMG]?).*");
  private static final Pattern NUMBER = Pattern.compile("^[0-9]{1,15}");

  /**
   * One host.
   *
   * @param name its name
   * @param state Slurm's word for its state, in lower case, with the mark behind it if any
   * @param cpus its CPUs
   * @param memoryMebibytes its memory
   * @param gres how many it has by name, and by {@code name:type} where it has types
   */
  record Host(String name, String state, long cpus, long memoryMebibytes, Map<String, Long> gres) {

    Host {
      gres = Map.copyOf(gres);
    }

    /**
     * Marks (sinfo(1), NODE STATE CODES): {@code *} does not answer, {@code $} is in maintenance.
     */
    boolean usable() {
      return !state.endsWith("*") && !state.endsWith("$") && USABLE.contains(stateWord());
    }

    /** The state without its mark. */
    String stateWord() {
      return state.replaceFirst("[^a-z_]+$", "");
    }

    /** What it has, by the names that the site gives to generic resources. */
    Resources resources(Map<String, String> gresByResource) {
      Map<String, Long> extended = new HashMap<>();
      gresByResource.forEach(
          (resource, name) -> {
            long count = gres.getOrDefault(name, 0L);
            if (count > 0) {
              extended.put(resource, count);
            }
          });
      return new Resources(cpus * 1000, memoryMebibytes << 20, extended);
    }
  }

  private Sinfo() {}

  static List<String> arguments(@Nullable String partition) {
    List<String> arguments =
        new ArrayList<>(List.of("sinfo", "--Node", "--noheader", "--format=%N|%T|%c|%m|%G"));
    if (partition != null) {
      arguments.add("--partition=" + partition);
    }
    return arguments;
  }

  /** Each host once, though sinfo prints it for each of its partitions. */
  static List<Host> parse(String output) {
    List<Host> hosts = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (String line : output.lines().toList()) {
      String[] fields = line.strip().split("\\|", 5);
      if (fields.length == 5 && seen.add(fields[0])) {
        hosts.add(
            new Host(
                fields[0],
                fields[1].toLowerCase(Locale.ROOT),
                number(fields[2]),
                number(fields[3]),
                parseGres(fields[4])));
      }
    }
    return hosts;
  }

  static List<String> versionArguments() {
    return List.of("sinfo", "--version");
  }

  /** From {@code slurm-wlm 22.05.8} or {@code slurm 24.11.1}. */
  static String parseVersion(String output) {
    return "slurm " + output.strip().replaceFirst("^\\S+\\s+", "");
  }

  /** From {@code gpu:a100:4(S:0-1),license:8}. */
  private static Map<String, Long> parseGres(String text) {
    Map<String, Long> gres = new HashMap<>();
    for (String item : text.replaceAll("\\([^)]*\\)", "").split(",")) {
      Matcher matcher = GRES.matcher(item);
      if (!matcher.matches()) {
        continue;
      }
      long count = number(matcher.group(3)) << shift(matcher.group(4));
      gres.merge(matcher.group(1), count, Long::sum);
      if (matcher.group(2) != null) {
        gres.merge(matcher.group(1) + ":" + matcher.group(2), count, Long::sum);
      }
    }
    return gres;
  }

  private static int shift(String unit) {
    return switch (unit) {
      case "K" -> 10;
      case "M" -> 20;
      case "G" -> 30;
      default -> 0;
    };
  }

  private static long number(String text) {
    Matcher matcher = NUMBER.matcher(text);
    return matcher.find() ? Long.parseLong(matcher.group()) : 0;
  }
}
