package dev.hpk.stream;

import dev.hpk.api.CommandRunner;
import dev.hpk.process.ProcessStarter;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;

/**
 * What sessions work with.
 *
 * @param processes starts ways into jobs
 * @param commands runs short commands
 * @param threads unbounded: a session that is open needs some that wait
 * @param timer for what is due later
 */
record StreamTools(
    Entrance entrance,
    ProcessStarter processes,
    CommandRunner commands,
    ExecutorService threads,
    ScheduledExecutorService timer) {

  private static final SecureRandom RANDOM = new SecureRandom();

  /** A word that nobody can guess; begins with a letter. */
  String secret() {
    byte[] bytes = new byte[16];
    RANDOM.nextBytes(bytes);
    return "x" + HexFormat.of().formatHex(bytes);
  }
}
