package io.buttress.http;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Dates in fields (RFC 9110, 5.6.7): read in all three formats, written in the preferred one. Names
 * of days and months are read in any case; the day's name is not compared with the date.
 */
public final class HttpDate {
  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);
  private static final List<String> MONTHS =
      List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
  private static final String MONTH = "(?<month>[a-z]{3})";
  private static final String TIME = "(?<hour>\\d{2}):(?<minute>\\d{2}):(?<second>\\d{2})";
  private static final Pattern IMF_FIXDATE =
      pattern("(?:mon|tue|wed|thu|fri|sat|sun), (?<day>\\d{2}) " + MONTH + " (?<year>\\d{4}) ");
  private static final Pattern RFC_850 =
      pattern(
          "(?:mon|tues|wednes|thurs|fri|satur|sun)day, (?<day>\\d{2})-"
              + MONTH
              + "-(?<year>\\d{2}) ");
  private static final Pattern ASCTIME =
      Pattern.compile(
          "(?:mon|tue|wed|thu|fri|sat|sun) "
              + MONTH
              + " (?<day>[ \\d]\\d) "
              + TIME
              + " (?<year>\\d{4})",
          Pattern.CASE_INSENSITIVE);

  private HttpDate() {}

  private static Pattern pattern(String date) {
    return Pattern.compile(date + TIME + " gmt", Pattern.CASE_INSENSITIVE);
  }

  /** The preferred format, whole seconds. */
  public static String format(long epochMillis) {
    return FORMAT.format(Instant.ofEpochMilli(epochMillis));
  }

  /**
   * Reads a date.
   *
   * @param now milliseconds since 1970: a year of two digits is never more than 50 years later
   * @return milliseconds since 1970; empty if it is in none of the formats, or no date
   */
  public static OptionalLong parse(String text, long now) {
    // Longer than any date; so that nobody keeps the patterns busy.
    if (text.length() > 40) {
      return OptionalLong.empty();
    }
    for (Pattern pattern : List.of(IMF_FIXDATE, RFC_850, ASCTIME)) {
      Matcher matcher = pattern.matcher(text.strip());
      if (matcher.matches()) {
        return read(matcher, pattern.equals(RFC_850), now);
      }
    }
    return OptionalLong.empty();
  }

  private static OptionalLong read(Matcher matcher, boolean shortYear, long now) {
    int month = MONTHS.indexOf(matcher.group("month").toLowerCase(Locale.ROOT)) + 1;
    int year = Integer.parseInt(matcher.group("year"));
    int second = Integer.parseInt(matcher.group("second"));
    try {
      LocalDateTime date =
          LocalDateTime.of(
              shortYear ? fullYear(year, now) : year,
              month,
              Integer.parseInt(matcher.group("day").strip()),
              Integer.parseInt(matcher.group("hour")),
              Integer.parseInt(matcher.group("minute")),
              // A leap second is taken for the one before.
              Math.min(second, second == 60 ? 59 : second));
      return OptionalLong.of(date.toInstant(ZoneOffset.UTC).toEpochMilli());
    } catch (DateTimeException e) {
      return OptionalLong.empty();
    }
  }

  private static int fullYear(int year, long now) {
    int thisYear = Instant.ofEpochMilli(now).atZone(ZoneOffset.UTC).getYear();
    int full = thisYear - thisYear % 100 + year;
    return full > thisYear + 50 ? full - 100 : full;
  }
}
