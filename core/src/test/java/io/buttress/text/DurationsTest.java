package io.buttress.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {
  @ParameterizedTest
  @CsvSource({
    "0s, PT0S",
    "500ms, PT0.5S",
    "10s, PT10S",
    "5m, PT5M",
    "1h, PT1H",
    "1d, P1D",
    "' 10s ', PT10S",
    "PT1M30S, PT1M30S",
    "pt1m, PT1M",
    "P1D, P1D"
  })
  void a_duration_is_read(String text, Duration duration) {
    assertThat(Durations.parse(text)).isEqualTo(duration);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "10",
        "s",
        "1.5s",
        "-1s",
        "-PT1S",
        "10 s",
        "10S",
        "1w",
        "1y",
        "١s",
        "999999999999999d",
        "99999999999999999999s",
        "10s5m",
        "\u0000",
        "PT"
      })
  void what_is_no_duration_says_what_is_allowed(String text) {
    assertThatThrownBy(() -> Durations.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("such as 500ms, 10s or 5m");
  }

  @Property
  void what_is_written_is_read_back(@ForAll @LongRange(min = 0, max = 1L << 49) long millis) {
    Duration duration = Duration.ofMillis(millis);
    assertThat(Durations.parse(Durations.format(duration))).isEqualTo(duration);
  }

  @ParameterizedTest
  @CsvSource({"PT0S, 0s", "PT60S, 1m", "PT90S, 90s", "PT24H, 1d", "PT0.0001S, PT0.0001S"})
  void a_duration_is_written_in_its_largest_unit(Duration duration, String text) {
    assertThat(Durations.format(duration)).isEqualTo(text);
  }
}
