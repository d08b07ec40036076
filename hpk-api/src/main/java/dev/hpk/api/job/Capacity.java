package dev.hpk.api.job;

import java.util.Map;

/**
 * What a batch system offers to this user.
 *
 * @param total all that its usable hosts have
 * @param allocatable what pods may use of it; at most {@code total}
 * @param pods how many jobs may exist at once
 * @param hosts how many hosts are usable
 * @param largestHost what the largest usable host has: no job of one host can be larger
 * @param detail further facts for people, such as hosts by state
 */
public record Capacity(
    Resources total,
    Resources allocatable,
    int pods,
    int hosts,
    Resources largestHost,
    Map<String, String> detail) {

  public Capacity {
    detail = Map.copyOf(detail);
  }
}
