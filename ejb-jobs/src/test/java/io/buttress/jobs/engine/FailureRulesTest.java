package io.buttress.jobs.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.buttress.jobs.BuryJobException;
import io.buttress.jobs.HandlerSettings;
import io.buttress.jobs.RetryJobException;
import io.buttress.jobs.RetryPolicy;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FailureRulesTest {
  private static final RetryPolicy POLICY =
      new RetryPolicy(4, Duration.ofSeconds(2), Duration.ofSeconds(5));
  private static final HandlerSettings SETTINGS =
      new HandlerSettings(
          "default",
          POLICY,
          Optional.empty(),
          List.of(FileNotFoundException.class),
          List.of(IOException.class),
          List.of(IllegalArgumentException.class),
          Duration.ZERO,
          true);

  private static Settlement decide(int failures, Throwable failure) {
    Envelope.Stored stored = new Envelope.Stored(0, Envelope.of("mail", ""));
    ClaimedJob job = new ClaimedJob("id", failures + 1, failures, 0, stored);
    return new FailureRules(() -> 0.5).decide(job, SETTINGS, failure);
  }

  private static Duration delay(int failures, Throwable failure) {
    return ((Settlement.Retry) decide(failures, failure)).delay();
  }

  @Test
  void the_delay_is_by_chance_up_to_base_times_two_to_the_failures_and_to_the_cap() {
    assertThat(delay(0, new RuntimeException())).isEqualTo(Duration.ofSeconds(1));
    assertThat(delay(1, new RuntimeException())).isEqualTo(Duration.ofSeconds(2));
    assertThat(delay(2, new RuntimeException())).isEqualTo(Duration.ofMillis(2_500));
    assertThat(new FailureRules(() -> 0).delay(POLICY, 0)).isZero();
    assertThat(new FailureRules(() -> 1).delay(POLICY, 900)).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void the_last_attempt_buries() {
    assertThat(decide(3, new RuntimeException())).isInstanceOf(Settlement.Bury.class);
  }

  @Test
  void exceptions_decide_by_their_class_also_as_causes() {
    assertThat(decide(0, new IOException())).isInstanceOf(Settlement.Bury.class);
    assertThat(decide(0, new IllegalStateException(new IOException())))
        .isInstanceOf(Settlement.Bury.class);
    assertThat(decide(0, new IllegalArgumentException())).isInstanceOf(Settlement.Discard.class);
    assertThat(decide(0, new BuryJobException("never"))).isInstanceOf(Settlement.Bury.class);
  }

  @Test
  void what_is_to_be_tried_again_is_so_whatever_holds_for_its_superclass() {
    assertThat(decide(0, new UncheckedIOException(new FileNotFoundException())))
        .isInstanceOf(Settlement.Retry.class);
    assertThat(decide(3, new FileNotFoundException())).isInstanceOf(Settlement.Bury.class);
  }

  @Test
  void a_handler_can_say_when_to_try_again_but_not_how_often() {
    RetryJobException asked = new RetryJobException(Duration.ofMinutes(5), "Retry-After: 300");
    assertThat(delay(0, asked)).isEqualTo(Duration.ofMinutes(5));
    assertThat(delay(0, new IllegalStateException(asked))).isEqualTo(Duration.ofMinutes(5));
    assertThat(decide(3, asked)).isInstanceOf(Settlement.Bury.class);
  }

  @Test
  void a_delay_without_an_end_is_ten_years() {
    Duration forever = Duration.ofSeconds(Long.MAX_VALUE);
    assertThat(delay(0, new RetryJobException(forever, "never"))).isEqualTo(Duration.ofDays(3_650));
  }

  @Test
  void an_exception_that_can_not_tell_itself_is_a_failure_like_others() {
    RuntimeException silent =
        new RuntimeException() {
          @Override
          public String getMessage() {
            throw new IllegalStateException();
          }
        };
    RuntimeException endless =
        new RuntimeException() {
          @Override
          public String getMessage() {
            throw new StackOverflowError();
          }
        };
    assertThat(((Settlement.Retry) decide(0, silent)).error())
        .startsWith("io.buttress.jobs.engine.FailureRulesTest")
        .contains("has no message: java.lang.IllegalStateException");
    assertThat(((Settlement.Retry) decide(0, endless)).error())
        .contains("has no message: java.lang.StackOverflowError");
  }

  @Test
  void an_error_tells_each_cause_with_where_it_began_and_is_cut() {
    String message = "x".repeat(10_000);
    Exception cause =
        new UncheckedIOException("no mail server", new FileNotFoundException(message));
    String error = FailureRules.describe(new IllegalStateException(message, cause));
    assertThat(error)
        .startsWith("java.lang.IllegalStateException: xxx")
        .contains("Caused by: java.io.UncheckedIOException: no mail server\n\tat io.buttress.jobs")
        .contains("Caused by: java.io.FileNotFoundException: xxx")
        .hasSizeLessThanOrEqualTo(2_003);
  }
}
