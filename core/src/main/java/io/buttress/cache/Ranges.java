package io.buttress.cache;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A Range field read against a representation (RFC 9110, 14). */
final class Ranges {
  /** More than a client needs, and too few to make a server work for nothing. */
  private static final int MOST = 16;

  private static final Pattern UNIT = Pattern.compile("bytes\\s*=\\s*(.*)");
  private static final Pattern ONE = Pattern.compile("(\\d{0,18})\\s*-\\s*(\\d{0,18})");

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

  /** At least two, in the order in which they were asked for. */
  record Parts(List<Part> parts) implements Selection {}

  /**
   * Selects. Ignored is, as a server may (RFC 9110, 14.2), what asks for many ranges, or by ranges
   * that overlap for more than there is.
   *
   * @param length of the representation, in bytes
   */
  static Selection select(String range, int length) {
    Matcher unit = UNIT.matcher(range.strip().toLowerCase(Locale.ROOT));
    if (!unit.matches()) {
      return Whole.WHOLE;
    }
    String[] asked = unit.group(1).split(",", MOST + 1);
    List<Part> parts = new ArrayList<>(asked.length);
    for (String each : asked) {
      Selection one = asked.length > MOST ? Whole.WHOLE : one(each.strip(), length);
      if (one == Whole.WHOLE) {
        return Whole.WHOLE;
      }
      if (one instanceof Part part) {
        parts.add(part);
      }
    }
    if (parts.size() < 2) {
      return parts.isEmpty() ? Nothing.NOTHING : parts.get(0);
    }
    long sum = parts.stream().mapToLong(Part::length).sum();
    return sum > length ? Whole.WHOLE : new Parts(parts);
  }

  private static Selection one(String range, int length) {
    Matcher matcher = ONE.matcher(range);
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
