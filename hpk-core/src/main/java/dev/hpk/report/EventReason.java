package dev.hpk.report;

/** The reasons of events, as a kubelet names them (kubelet events/event.go). */
public final class EventReason {

  public static final String PULLING = "Pulling";
  public static final String PULLED = "Pulled";
  public static final String CREATED = "Created";
  public static final String STARTED = "Started";
  public static final String KILLING = "Killing";
  public static final String BACK_OFF = "BackOff";
  public static final String FAILED = "Failed";
  public static final String FAILED_MOUNT = "FailedMount";
  public static final String FAILED_SYNC = "FailedSync";
  public static final String FAILED_CREATE_POD_SANDBOX = "FailedCreatePodSandBox";
  public static final String UNHEALTHY = "Unhealthy";
  public static final String EXCEEDED_GRACE_PERIOD = "ExceededGracePeriod";
  public static final String FAILED_KILL_POD = "FailedKillPod";
  public static final String INVALID_ENVIRONMENT_VARIABLE_NAMES = "InvalidEnvironmentVariableNames";
  public static final String ERROR_IMAGE_NEVER_PULL = "ErrImageNeverPull";
  public static final String INSPECT_FAILED = "InspectFailed";
  public static final String STARTING = "Starting";
  public static final String NODE_READY = "NodeReady";
  public static final String NODE_NOT_READY = "NodeNotReady";

  /** HPK's own: the batch system refused or did not take the pod's job; it is tried again. */
  public static final String FAILED_SUBMIT = "FailedSubmit";

  /** HPK's own: the pod's job was submitted. */
  public static final String SUBMITTED = "Submitted";

  private EventReason() {}
}
