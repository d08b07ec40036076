package dev.hpk.api.container;

/**
 * A value that only the running job knows. The supervisor sets a shell variable of the name {@link
 * #shellName} before it runs a command that uses it.
 */
public enum JobVariable {
  /** The file of the container's image: {@link ImagePlan#file}. */
  IMAGE_FILE(false),
  /** The file that a fetch writes; renamed to {@link #IMAGE_FILE} when the fetch succeeded. */
  IMAGE_TEMPORARY(false),
  /** The image's own entrypoint: any number of words. */
  IMAGE_ENTRYPOINT(true),
  /** The image's own command: any number of words. */
  IMAGE_COMMAND(true),
  /** The image's own working directory; {@code /} when it names none. */
  IMAGE_DIRECTORY(false),
  /** The image's own user, as its configuration has it; "" when it names none. */
  IMAGE_USER(false),
  /** The process id, on the host, of the container's first process. */
  CONTAINER_PID(false),
  /** The signal that asks the container to end, such as {@code TERM} or {@code USR1}. */
  SIGNAL(false),
  /**
   * The process id, on the host, of the first process of the container whose processes it shares.
   */
  TARGET_PID(false),
  /** How many times that container was started before. */
  TARGET_ATTEMPT(false),
  /** How many times the container was started before: 0, 1, … */
  ATTEMPT(false),
  /** The process id, on the host, of the process that holds the pod's namespaces. */
  SANDBOX_PID(false),
  /** The pod's IP address. */
  POD_ADDRESS(false),
  /** The pod's IP addresses, at most one of each family, with commas between them. */
  POD_ADDRESSES(false),
  /** The IP address of the host on which the pod runs. */
  HOST_ADDRESS(false),
  /** The host's IP addresses, at most one of each family, with commas between them. */
  HOST_ADDRESSES(false),
  /** A directory on the host for this job alone, removed at its end. */
  SCRATCH(false);

  private final boolean list;

  JobVariable(boolean list) {
    this.list = list;
  }

  /** Whether it stands for any number of words rather than for one. */
  public boolean isList() {
    return list;
  }

  /** The shell variable that holds it, such as {@code HPK_IMAGE_FILE}. */
  public String shellName() {
    return "HPK_" + name();
  }
}
