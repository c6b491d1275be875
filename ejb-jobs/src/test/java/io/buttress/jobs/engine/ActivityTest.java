package io.buttress.jobs.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ActivityTest {
  private static final long CREATED = 1_800_000_000_000L;

  @Test
  void what_jobs_take_is_told_every_ten_seconds_and_forgotten_then() {
    Activity activity = new Activity(0);
    activity.waited(Duration.ofMillis(0));
    activity.waited(Duration.ofMillis(5));
    activity.ran(TimeUnit.MILLISECONDS.toNanos(5));
    assertThat(activity.take(TimeUnit.SECONDS.toNanos(9))).isEmpty();
    assertThat(activity.take(TimeUnit.SECONDS.toNanos(10)))
        .containsExactly("w0", "1", "w3", "1", "r3", "1");
    assertThat(activity.take(TimeUnit.SECONDS.toNanos(20))).isEmpty();
  }

  @Test
  void a_spread_rounds_up_to_powers_of_two() {
    Spread spread = new Spread();
    assertThat(spread.latency().longest()).isZero();
    spread.add(0);
    assertThat(spread.latency().median()).isEqualTo(Duration.ofMillis(1));
    spread.add(1);
    spread.add(Long.MAX_VALUE);
    assertThat(spread.latency().median()).isEqualTo(Duration.ofMillis(2));
    assertThat(spread.latency().longest()).isEqualTo(Duration.ofMillis(1L << 29));
    assertThat(spread.total()).isEqualTo(3);
  }

  @Test
  void a_job_waits_from_when_it_could_be_started() {
    assertThat(waited(1, Envelope.of("t", ""))).contains(Duration.ofMillis(700));
    assertThat(waited(1, Envelope.of("t", "").with('d', "500"))).contains(Duration.ofMillis(200));
    assertThat(waited(1, Envelope.of("t", "").with('a', Long.toString(CREATED + 800))))
        .contains(Duration.ZERO);
    assertThat(waited(2, Envelope.of("t", ""))).isEmpty();
  }

  private static Optional<Duration> waited(long fence, Envelope envelope) {
    return new ClaimedJob("id", fence, 0, 0, new Envelope.Stored(CREATED, envelope))
        .waited(CREATED + 700);
  }
}
