package io.buttress.text;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them: {@code 500ms}, {@code 10s}, {@code 5m}, or ISO-8601. */
public final class Durations {
  /** What may be written, for messages. */
  public static final String ALLOWED =
      "a duration: a whole number and ms, s, m, h or d, such as 500ms, 10s or 5m; or ISO-8601, such"
          + " as PT1M30S";

  private static final Pattern SHORT = Pattern.compile("(\\d{1,15})(ms|s|m|h|d)");

  private Durations() {}

  /**
   * Reads a duration.
   *
   * @return from 0
   * @throws IllegalArgumentException if it is not {@link #ALLOWED}; the message says what is
   */
  public static Duration parse(String text) {
    String trimmed = text.strip();
    Matcher matcher = SHORT.matcher(trimmed);
    try {
      Duration duration =
          matcher.matches()
              ? of(Long.parseLong(matcher.group(1)), matcher.group(2))
              : Duration.parse(trimmed.toUpperCase(Locale.ROOT));
      // What milliseconds can't tell is as far beyond every bound as what no Duration can.
      if (!duration.isNegative() && duration.toMillis() >= 0) {
        return duration;
      }
    } catch (DateTimeParseException | ArithmeticException e) {
      throw new IllegalArgumentException("allowed is " + ALLOWED, e);
    }
    throw new IllegalArgumentException("allowed is " + ALLOWED);
  }

  private static Duration of(long amount, String unit) {
    return switch (unit) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      case "d" -> Duration.ofDays(amount);
      default -> throw new AssertionError(unit);
    };
  }

  /** The duration as {@link #parse} reads it, in the largest unit that divides it. */
  public static String format(Duration duration) {
    long millis = duration.toMillis();
    if (millis == 0 || !duration.equals(Duration.ofMillis(millis))) {
      return duration.isZero() ? "0s" : duration.toString();
    }
    for (Unit unit : Unit.values()) {
      if (millis % unit.millis == 0) {
        return millis / unit.millis + unit.name().toLowerCase(Locale.ROOT);
      }
    }
    throw new AssertionError(duration);
  }

  /** Units, the largest first. */
  private enum Unit {
    D(86_400_000),
    H(3_600_000),
    M(60_000),
    S(1_000),
    MS(1);

    private final long millis;

    Unit(long millis) {
      this.millis = millis;
    }
  }
}
