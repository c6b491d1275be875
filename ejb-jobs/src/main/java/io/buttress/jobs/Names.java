package io.buttress.jobs;

import java.time.Duration;
import java.util.regex.Pattern;

/** What names and keys may be. */
final class Names {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._:@-]{1,64}");
  private static final int LONGEST_KEY = 256;
  private static final Duration LONGEST = Duration.ofDays(3_650);

  private Names() {}

  static void check(String what, String name) {
    check(
        NAME.matcher(name).matches(),
        what + " must be 1 to 64 letters, digits, '.', '_', '-', ':' or '@', but is " + name);
  }

  static void checkKey(String what, String key) {
    check(
        !key.isEmpty() && key.length() <= LONGEST_KEY,
        what + " must have 1 to " + LONGEST_KEY + " characters, but has " + key.length());
  }

  static void between(String what, Duration duration, Duration least) {
    check(
        duration.compareTo(least) >= 0 && duration.compareTo(LONGEST) <= 0,
        what + " must be " + least + " to " + LONGEST + ", but is " + duration);
  }

  static void check(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }
}
