package io.buttress.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LimitSyntaxTest {
  private static final Duration LEASE = Duration.ofMinutes(1);
  private static final Duration WAIT = Duration.ofSeconds(2);

  @Test
  void one_limit_is_called_as_its_policy() {
    assertThat(syntax(Algorithm.TOKEN_BUCKET).parse("100/1m").limits())
        .containsExactly(
            new Limit(
                "api", Algorithm.TOKEN_BUCKET, 100, Duration.ofMinutes(1), 100, Duration.ZERO));
  }

  @Test
  void several_limits_are_called_by_their_windows() {
    assertThat(syntax(Algorithm.FIXED_WINDOW).parse("10/1s, 1000/60m").limits())
        .extracting(Limit::name, Limit::quota, Limit::window)
        .containsExactly(
            tuple("api:1s", 10L, Duration.ofSeconds(1)),
            tuple("api:1h", 1000L, Duration.ofHours(1)));
  }

  @Test
  void a_window_can_be_written_as_every_duration() {
    for (String half : new String[] {"10/500ms", "10/PT0.5S", "10 / pt0.5s", "10/PT0.500S"}) {
      assertThat(syntax(Algorithm.TOKEN_BUCKET).parse(half).limits())
          .extracting(Limit::window)
          .containsExactly(Duration.ofMillis(500));
    }
  }

  @Test
  void limits_can_have_names_and_bursts_of_their_own() {
    assertThat(
            syntax(Algorithm.TOKEN_BUCKET)
                .parse("burst : 10/PT1S burst 20,sustained:1000/1h")
                .limits())
        .extracting(Limit::name, Limit::burst)
        .containsExactly(tuple("api:burst", 20L), tuple("api:sustained", 1000L));
  }

  @Test
  void a_burst_from_outside_is_the_only_limits_one_unless_it_has_its_own() {
    LimitSyntax syntax = syntax(Algorithm.TOKEN_BUCKET);
    assertThat(syntax.parse("10/1s", OptionalLong.of(5)).limits().get(0).burst()).isEqualTo(5);
    assertThat(syntax.parse("10/1s burst 7", OptionalLong.of(5)).limits().get(0).burst())
        .isEqualTo(7);
    assertThatThrownBy(() -> syntax.parse("10/1s, 100/1h", OptionalLong.of(5)))
        .hasMessageContaining("10/1s burst 20");
  }

  @Test
  void requests_in_flight_have_the_lease_for_a_window() {
    assertThat(syntax(Algorithm.CONCURRENCY).parse("20").limits())
        .containsExactly(new Limit("api", Algorithm.CONCURRENCY, 20, LEASE, 20, Duration.ZERO));
  }

  @Test
  void a_leaky_bucket_has_the_longest_wait() {
    assertThat(syntax(Algorithm.LEAKY_BUCKET).parse("5/1s").limits())
        .containsExactly(
            new Limit("api", Algorithm.LEAKY_BUCKET, 5, Duration.ofSeconds(1), 5, WAIT));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ",",
        "100",
        "100/",
        "/1m",
        "100/1m,",
        "100/1m 5/1s",
        "100/m",
        "-1/1s",
        "1e3/1s",
        "100/1m burst",
        "100/1m burst x",
        "a b:1/1s",
        ":1/1s",
        "100 per 1m",
        "100/1m;5/1s"
      })
  void what_is_no_rate_says_what_is_allowed(String text) {
    assertThatThrownBy(() -> syntax(Algorithm.TOKEN_BUCKET).parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("allowed ");
  }

  @Test
  void a_window_in_flight_a_burst_of_a_window_and_the_same_name_twice_are_explained() {
    assertThatThrownBy(() -> syntax(Algorithm.CONCURRENCY).parse("20/1s"))
        .hasMessageContaining("concurrency has no window");
    assertThatThrownBy(() -> syntax(Algorithm.SLIDING_LOG).parse("20/1s burst 3"))
        .hasMessageContaining("not with sliding-log");
    assertThatThrownBy(() -> syntax(Algorithm.SLIDING_LOG).parse("20/1s, 30/1000ms"))
        .hasMessageContaining("two limits are called api:1s");
    assertThatThrownBy(() -> syntax(Algorithm.SLIDING_LOG).parse("1/1s,".repeat(8) + "1/1s"))
        .hasMessageContaining("at most 8");
  }

  private static LimitSyntax syntax(Algorithm algorithm) {
    return new LimitSyntax("api", algorithm, WAIT, LEASE);
  }
}
