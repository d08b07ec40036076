package dev.hpk.stream;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;

/**
 * What the error stream says at the end: a Status from version 4 on, before that a text, and
 * nothing on success (cri-streaming pkg/streaming/remotecommand).
 */
final class ExitReport {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final boolean hasStatus;

  ExitReport(boolean hasStatus) {
    this.hasStatus = hasStatus;
  }

  /**
   * @param code 0 to 255
   */
  byte[] exit(int code) {
    String text =
        "command terminated with non-zero exit code: error executing command in container: exit"
            + " code "
            + code;
    if (!hasStatus) {
      return bytes(code == 0 ? "" : text);
    }
    ObjectNode status = JSON.objectNode();
    status.putObject("metadata");
    if (code == 0) {
      return bytes(status.put("status", "Success").toString());
    }
    status.put("status", "Failure").put("message", text).put("reason", "NonZeroExitCode");
    ObjectNode cause = status.putObject("details").putArray("causes").addObject();
    cause.put("reason", "ExitCode").put("message", String.valueOf(code));
    return bytes(status.toString());
  }

  /** What went wrong with the session itself. */
  byte[] failure(String problem) {
    String text = "error executing command in container: " + problem;
    if (!hasStatus) {
      return bytes(text);
    }
    ObjectNode status = JSON.objectNode();
    status.putObject("metadata");
    status.put("status", "Failure").put("message", "Internal error occurred: " + text);
    status.put("reason", "InternalError");
    status.putObject("details").putArray("causes").addObject().put("message", text);
    status.put("code", 500);
    return bytes(status.toString());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
