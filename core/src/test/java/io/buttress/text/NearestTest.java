package io.buttress.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTest {
  private static final List<String> KNOWN =
      List.of("limits", "paths", "methods", "max-wait", "key");

  @ParameterizedTest
  @CsvSource({
    "limit, limits",
    "limtis, limits",
    "LIMITS, limits",
    "maxWait, max-wait",
    "max_wait, max-wait",
    "method, methods",
    "pathes, paths",
    "keys, key"
  })
  void a_slip_is_understood(String written, String meant) {
    assertThat(Nearest.of(written, KNOWN)).contains(meant);
  }

  @ParameterizedTest
  @CsvSource({"colour", "algorithm", "''", "frobnicate"})
  void another_word_is_not(String written) {
    assertThat(Nearest.of(written, KNOWN)).isEmpty();
  }

  @Test
  void an_endless_name_costs_nothing() {
    assertThat(Nearest.of("x".repeat(1_000_000), KNOWN)).isEmpty();
  }

  @Property
  void the_distance_is_zero_just_for_the_same_and_the_same_both_ways(
      @ForAll @StringLength(max = 12) String a, @ForAll @StringLength(max = 12) String b) {
    assertThat(Nearest.distance(a, b)).isEqualTo(Nearest.distance(b, a));
    assertThat(Nearest.distance(a, b) == 0).isEqualTo(a.equals(b));
    assertThat(Nearest.distance(a, b)).isLessThanOrEqualTo(Math.max(a.length(), b.length()));
  }
}
