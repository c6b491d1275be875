package io.buttress.cache;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A Range field read against a representation (RFC 9110, 14). */
final class Ranges {
  private static final Pattern ONE =
      Pattern.compile("bytes\\s*=\\s*(\\d{0,18})\\s*-\\s*(\\d{0,18})\\s*");

  private Ranges() {}

  /** What is to be sent. */
  sealed interface Selection {}

  /** The field means nothing here, or is one that may be ignored: all of it. */
  enum Whole implements Selection {
    WHOLE
  }

  /** Nothing of the range exists: 416. */
  enum Nothing implements Selection {
    NOTHING
  }

  /** From the first to the last byte, both counted from 0 and included. */
  record Part(int first, int last) implements Selection {
    int length() {
      return last - first + 1;
    }
  }

  /**
   * Selects. Several ranges at once are ignored, as a server may (RFC 9110, 14.2): they are rare,
   * and a means to make a server work.
   *
   * @param length of the representation, in bytes
   */
  static Selection select(String range, int length) {
    Matcher matcher = ONE.matcher(range.strip().toLowerCase(Locale.ROOT));
    if (!matcher.matches() || (matcher.group(1).isEmpty() && matcher.group(2).isEmpty())) {
      return Whole.WHOLE;
    }
    if (matcher.group(1).isEmpty()) {
      long suffix = Long.parseLong(matcher.group(2));
      if (suffix == 0 || length == 0) {
        return Nothing.NOTHING;
      }
      return new Part((int) Math.max(0, length - suffix), length - 1);
    }
    long first = Long.parseLong(matcher.group(1));
    long last = matcher.group(2).isEmpty() ? Long.MAX_VALUE : Long.parseLong(matcher.group(2));
    if (last < first) {
      return Whole.WHOLE;
    }
    if (first >= length) {
      return Nothing.NOTHING;
    }
    return new Part((int) first, (int) Math.min(last, length - 1));
  }
}
