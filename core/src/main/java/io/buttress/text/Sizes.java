package io.buttress.text;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes in bytes: {@code 512}, {@code 64KiB}, {@code 1MiB}. */
public final class Sizes {
  /** What may be written, for messages. */
  public static final String ALLOWED =
      "a size in bytes: a whole number, alone or with B, KiB, MiB or GiB, such as 64KiB";

  private static final Pattern PATTERN = Pattern.compile("(\\d{1,12})\\s?(|B|KiB|MiB|GiB)");

  private Sizes() {}

  /**
   * Reads a size.
   *
   * @return bytes, from 0
   * @throws IllegalArgumentException if it is not {@link #ALLOWED}; the message says what is
   */
  public static long parse(String text) {
    Matcher matcher = PATTERN.matcher(text.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException("allowed is " + ALLOWED);
    }
    int shift =
        switch (matcher.group(2)) {
          case "KiB" -> 10;
          case "MiB" -> 20;
          case "GiB" -> 30;
          default -> 0;
        };
    long number = Long.parseLong(matcher.group(1));
    if (number > Long.MAX_VALUE >> shift) {
      throw new IllegalArgumentException("allowed is at most 8191 PiB");
    }
    return number << shift;
  }
}
