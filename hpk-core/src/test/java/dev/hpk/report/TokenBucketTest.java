package dev.hpk.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TokenBucketTest {

  private final MovableClock clock = new MovableClock();
  private final TokenBucket bucket = new TokenBucket(2, 3, clock);

  @Test
  void so_many_pass_at_once_and_the_next_one_is_told_how_long_to_wait() {
    assertThat(bucket.take()).isZero();
    assertThat(bucket.take()).isZero();
    assertThat(bucket.take()).isZero();

    Duration wait = bucket.take();

    assertThat(wait).isPositive();
    clock.pass(wait);
    assertThat(bucket.take()).isZero();
    assertThat(bucket.take()).isPositive();
  }

  @Test
  void a_long_rest_fills_it_no_further_than_its_burst() {
    clock.pass(Duration.ofHours(1));

    assertThat(bucket.take()).isZero();
    assertThat(bucket.take()).isZero();
    assertThat(bucket.take()).isZero();
    assertThat(bucket.take()).isPositive();
  }
}
