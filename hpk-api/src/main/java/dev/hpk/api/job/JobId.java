package dev.hpk.api.job;

/**
 * The batch system's own name for a job, such as {@code 4711}.
 *
 * @param value letters, digits, dots, dashes, underscores, brackets; never blank
 */
public record JobId(String value) {

  public JobId {
    if (!value.matches("[A-Za-z0-9._\\[\\]-]+")) {
      throw new IllegalArgumentException("job id is not acceptable: '" + value + "'");
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
