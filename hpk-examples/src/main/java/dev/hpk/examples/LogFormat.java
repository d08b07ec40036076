package dev.hpk.examples;

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
  }

  private static void set(String key, String value) {
    String property = "org.slf4j.simpleLogger." + key;
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }
}
