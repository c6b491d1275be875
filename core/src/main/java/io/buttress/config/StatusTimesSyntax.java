package io.buttress.config;

import io.buttress.text.Durations;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations by status: {@code 404:10s, 301:1h}. */
final class StatusTimesSyntax {
  private static final String ALLOWED =
      "a list of a status and a duration up to 365d, such as 404:10s, 301:1h";
  private static final Duration LONGEST = Duration.ofDays(365);
  private static final Pattern ENTRY = Pattern.compile("([2-5]\\d\\d)\\s*:\\s*(\\S+)");

  private record Entry(int status, Duration time) {}

  private static final ValueType<List<Entry>> ENTRIES =
      ValueTypes.listOf(ALLOWED, StatusTimesSyntax::entry);

  static final ValueType<Map<Integer, Duration>> TYPE =
      ValueType.of(ALLOWED, text -> times(ENTRIES.parse().apply(text)));

  private StatusTimesSyntax() {}

  private static Entry entry(String text) {
    Matcher matcher = ENTRY.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("allowed is " + ALLOWED);
    }
    Duration time = Durations.parse(matcher.group(2));
    if (time.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("allowed is " + ALLOWED);
    }
    return new Entry(Integer.parseInt(matcher.group(1)), time);
  }

  private static Map<Integer, Duration> times(List<Entry> entries) {
    Map<Integer, Duration> times = new TreeMap<>();
    for (Entry entry : entries) {
      if (times.put(entry.status(), entry.time()) != null) {
        throw new IllegalArgumentException(entry.status() + " has two durations");
      }
    }
    return times;
  }
}
