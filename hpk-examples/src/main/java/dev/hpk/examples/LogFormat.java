package dev.hpk.examples;

import java.util.logging.Level;
import java.util.logging.Logger;

/** How the command line logs: one line each, to standard error, with the time. */
final class LogFormat {

  private LogFormat() {}

  /** Sets what the user did not set by a system property. */
  static void apply() {
    set("showDateTime", "true");
    set("dateTimeFormat", "yyyy-MM-dd'T'HH:mm:ss.SSS");
    set("showThreadName", "false");
    set("showShortLogName", "true");
    set("log.io.fabric8", "warn");
    set("log.io.netty", "warn");
    // The API server in memory tells of each request by java.util.logging.
    Logger.getLogger("").setLevel(Level.WARNING);
  }

  /** Warnings only, for commands whose output is for people. */
  static void quiet() {
    set("defaultLogLevel", "warn");
    set("log.dev.hpk.server", "error");
  }

  private static void set(String key, String value) {
    String property = "org.slf4j.simpleLogger." + key;
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }
}
