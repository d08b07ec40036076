package dev.hpk.resolve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hpk.api.HpkException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TokenKeeperTest {

  private static final Instant START = Instant.parse("2026-11-30T10:00:00Z");
  private static final PodToken HOUR = wanted(3600);

  private Instant now = START;
  private Duration granted = Duration.ofHours(1);
  private int made;
  private double random;
  private @Nullable HpkException failure;
  private final TokenKeeper keeper = new TokenKeeper(this::make, new Now(), () -> random);

  @Test
  void a_token_is_kept_for_four_fifths_of_its_life() {
    assertThat(keeper.token(HOUR)).isEqualTo("token-1");
    now = START.plusSeconds(48 * 60);
    assertThat(keeper.token(HOUR)).isEqualTo("token-1");
    now = now.plusSeconds(1);
    assertThat(keeper.token(HOUR)).isEqualTo("token-2");
    assertThat(keeper.token(HOUR)).isEqualTo("token-2");
  }

  @Test
  void it_is_renewed_up_to_ten_seconds_sooner_so_that_not_all_are_at_once() {
    keeper.token(HOUR);
    now = START.plusSeconds(48 * 60 - 9);
    assertThat(keeper.token(HOUR)).isEqualTo("token-1");
    random = 0.999;
    assertThat(keeper.token(HOUR)).isEqualTo("token-2");
  }

  @Test
  void a_long_token_is_renewed_after_a_day() {
    PodToken week = wanted(7 * 24 * 3600);
    granted = Duration.ofDays(7);
    keeper.token(week);
    now = START.plus(Duration.ofHours(24));
    assertThat(keeper.token(week)).isEqualTo("token-1");
    now = now.plusSeconds(1);
    assertThat(keeper.token(week)).isEqualTo("token-2");
  }

  @Test
  void a_token_that_is_good_for_longer_than_asked_is_not_used_for_longer() {
    granted = Duration.ofDays(365);
    keeper.token(HOUR);
    now = START.plusSeconds(48 * 60 + 1);
    assertThat(keeper.token(HOUR)).isEqualTo("token-2");
  }

  @Test
  void one_that_is_granted_for_less_than_asked_is_renewed_by_its_own_life() {
    granted = Duration.ofMinutes(10);
    keeper.token(HOUR);
    now = START.plusSeconds(8 * 60 + 1);
    assertThat(keeper.token(HOUR)).isEqualTo("token-2");
  }

  @Test
  void while_it_cannot_be_renewed_the_old_one_serves_until_its_end() {
    keeper.token(HOUR);
    failure = new TokenRefusedException("no", null);
    now = START.plusSeconds(59 * 60);
    assertThat(keeper.token(HOUR)).isEqualTo("token-1");
    now = START.plusSeconds(60 * 60);
    assertThatThrownBy(() -> keeper.token(HOUR)).isSameAs(failure);
    failure = null;
    assertThat(keeper.token(HOUR)).isEqualTo("token-2");
  }

  @Test
  void each_pod_audience_and_life_has_its_own() {
    keeper.token(HOUR);
    assertThat(keeper.token(wanted(600))).isEqualTo("token-2");
    PodToken vault = new PodToken("shop", "builder", "web", "u1", List.of("vault"), 3600);
    assertThat(keeper.token(vault)).isEqualTo("token-3");
    PodToken other = new PodToken("shop", "builder", "web", "u2", List.of(), 3600);
    assertThat(keeper.token(other)).isEqualTo("token-4");
    assertThat(keeper.token(HOUR)).isEqualTo("token-1");
  }

  @Test
  void a_token_of_an_earlier_kubelet_is_used_until_it_is_due() {
    String old =
        jwt("{\"iat\":%d,\"exp\":%d}", START.minusSeconds(40 * 60), START.plusSeconds(20 * 60));
    keeper.know(HOUR, old);
    assertThat(keeper.token(HOUR)).isEqualTo(old);
    now = START.plusSeconds(8 * 60 + 1);
    assertThat(keeper.token(HOUR)).isEqualTo("token-1");
    keeper.know(HOUR, old);
    assertThat(keeper.token(HOUR)).isEqualTo("token-1");
  }

  @Test
  void a_token_that_is_accepted_for_a_year_counts_until_its_warning() {
    Instant warn = START.plusSeconds(3607);
    keeper.know(
        HOUR,
        jwt(
            "{\"iat\":%d,\"exp\":%d,\"kubernetes.io\":{\"warnafter\":"
                + warn.getEpochSecond()
                + "}}",
            START,
            START.plus(Duration.ofDays(365))));
    now = START.plusSeconds(48 * 60 + 1);
    assertThat(keeper.token(HOUR)).isEqualTo("token-1");
  }

  @Test
  void what_is_no_token_of_the_usual_form_is_replaced_at_once() {
    for (String odd : List.of("", "opaque", "a.b.c", "a.%%%.c", jwt("[%d,%d]", START, START))) {
      keeper.know(HOUR, odd);
    }
    assertThat(keeper.token(HOUR)).isEqualTo("token-1");
  }

  private IssuedToken make(PodToken token) {
    if (failure != null) {
      throw failure;
    }
    return new IssuedToken("token-" + ++made, now, now.plus(granted));
  }

  private static PodToken wanted(long seconds) {
    return new PodToken("shop", "builder", "web", "u1", List.of(), seconds);
  }

  private static String jwt(String claims, Instant issued, Instant expires) {
    String text = claims.formatted(issued.getEpochSecond(), expires.getEpochSecond());
    return "e30."
        + Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(text.getBytes(StandardCharsets.UTF_8))
        + ".signature";
  }

  private final class Now extends Clock {
    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
