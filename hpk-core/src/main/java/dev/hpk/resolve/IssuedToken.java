package dev.hpk.resolve;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/**
 * A token and its life.
 *
 * @param value secret
 * @param issued when its life began
 * @param expires when it is not to be used any more
 */
record IssuedToken(String value, Instant issued, Instant expires) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** As a kubelet: four fifths of its life, or a day (token_manager.go requiresRefresh). */
  private static final int LIFE_PERCENT = 80;

  private static final Duration LONGEST = Duration.ofHours(24);

  /**
   * Reads a token's life from its claims. An API server may make tokens that are accepted long
   * after their time, for clients that do not read them again; then the time counts after which it
   * warns.
   *
   * @return empty when it is no token of that form
   */
  static Optional<IssuedToken> read(String token) {
    String[] parts = token.split("\\.", -1);
    if (parts.length != 3) {
      return Optional.empty();
    }
    try {
      JsonNode claims = JSON.readTree(Base64.getUrlDecoder().decode(parts[1]));
      long warn = claims.path("kubernetes.io").path("warnafter").asLong();
      long expires = warn > 0 ? warn : claims.path("exp").asLong();
      long issued = claims.path("iat").asLong();
      return issued <= 0 || expires <= issued
          ? Optional.empty()
          : Optional.of(
              new IssuedToken(
                  token, Instant.ofEpochSecond(issued), Instant.ofEpochSecond(expires)));
    } catch (JsonProcessingException | IllegalArgumentException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new IllegalStateException("bytes in memory can be read", e);
    }
  }

  /**
   * When it is to be renewed.
   *
   * @param asked seconds: a token that is good for longer is not used for longer
   * @param jitter by how much sooner, so that not all are renewed at once
   */
  Instant renewal(long asked, Duration jitter) {
    Duration life = life(asked).multipliedBy(LIFE_PERCENT).dividedBy(100);
    return issued.plus(life.compareTo(LONGEST) < 0 ? life : LONGEST).minus(jitter);
  }

  /** When it is not to be used any more, though it may still be accepted. */
  Instant end(long asked) {
    return issued.plus(life(asked));
  }

  private Duration life(long asked) {
    Duration granted = Duration.between(issued, expires);
    Duration wanted = Duration.ofSeconds(asked);
    return granted.compareTo(wanted) < 0 ? granted : wanted;
  }

  /** Without the token. */
  @Override
  public String toString() {
    return "IssuedToken[until " + expires + "]";
  }
}
