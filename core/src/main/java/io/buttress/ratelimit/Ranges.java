package io.buttress.ratelimit;

import io.buttress.text.Durations;
import java.time.Duration;

/** Checks that say what is wrong and what is allowed. */
final class Ranges {
  static final Duration DAY = Duration.ofDays(1);

  private Ranges() {}

  static void require(String what, long value, long from, long to) {
    if (value < from || value > to) {
      throw new IllegalArgumentException(
          what + ": " + value + " is not allowed, but whole numbers from " + from + " to " + to);
    }
  }

  /** From 1 ms, in whole milliseconds. */
  static void require(String what, Duration value, Duration to) {
    require(what, value, Duration.ofMillis(1), to);
  }

  static void require(String what, Duration value, Duration from, Duration to) {
    if (value.compareTo(from) < 0
        || value.compareTo(to) > 0
        || value.toNanosPart() % 1_000_000 != 0) {
      throw new IllegalArgumentException(
          what
              + ": "
              + Durations.format(value)
              + " is not allowed, but whole milliseconds from "
              + Durations.format(from)
              + " to "
              + Durations.format(to));
    }
  }

  static void requireSize(String what, int size, int from, int to) {
    if (size < from || size > to) {
      throw new IllegalArgumentException(
          what + ": " + size + ", but allowed are " + from + " to " + to);
    }
  }
}
