package dev.hpk.resolve;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import dev.hpk.api.HpkException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps tokens while they are good, and asks for a new one after four fifths of a token's life
 * (kubelet token_manager.go). Safe for use by several threads.
 */
final class TokenKeeper {

  private static final Logger LOG = LoggerFactory.getLogger(TokenKeeper.class);
  private static final Duration LARGEST_JITTER = Duration.ofSeconds(10);

  /** A pod that nobody asks about for so long is gone. */
  private static final Duration UNUSED = Duration.ofMinutes(10);

  private final Cache<PodToken, IssuedToken> tokens =
      CacheBuilder.newBuilder().expireAfterAccess(UNUSED).build();
  private final Function<PodToken, IssuedToken> source;
  private final Clock clock;
  private final DoubleSupplier random;

  /**
   * @param source makes new ones
   * @param random numbers from 0 to 1
   */
  TokenKeeper(Function<PodToken, IssuedToken> source, Clock clock, DoubleSupplier random) {
    this.source = source;
    this.clock = clock;
    this.random = random;
  }

  /**
   * A good token: the one that is known, or a new one. While no new one can be had, the old one
   * until its end.
   *
   * @throws TokenRefusedException when it is refused
   */
  String token(PodToken wanted) {
    IssuedToken known = tokens.getIfPresent(wanted);
    if (known != null && !isDue(known, wanted)) {
      return known.value();
    }
    try {
      IssuedToken made = source.apply(wanted);
      tokens.put(wanted, made);
      return made.value();
    } catch (HpkException e) {
      return oldOne(known, wanted, e);
    }
  }

  /** Takes a token that was made before, as by an earlier kubelet, unless one is known. */
  void know(PodToken wanted, String token) {
    if (tokens.getIfPresent(wanted) == null) {
      IssuedToken.read(token).ifPresent(read -> tokens.put(wanted, read));
    }
  }

  private String oldOne(@Nullable IssuedToken known, PodToken wanted, HpkException failure) {
    if (known == null || !clock.instant().isBefore(known.end(wanted.expirationSeconds()))) {
      throw failure;
    }
    LOG.atWarn()
        .addKeyValue("pod", wanted.namespace() + "/" + wanted.podName())
        .addKeyValue("account", wanted.serviceAccount())
        .addKeyValue("reason", failure.getMessage())
        .log("A token cannot be renewed yet; the old one is good for a while");
    return known.value();
  }

  private boolean isDue(IssuedToken token, PodToken wanted) {
    Duration jitter = Duration.ofMillis((long) (random.getAsDouble() * LARGEST_JITTER.toMillis()));
    Instant renewal = token.renewal(wanted.expirationSeconds(), jitter);
    return clock.instant().isAfter(renewal);
  }
}
