package io.buttress.config;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Costs by status: {@code 401:5, 5xx:0}. */
final class StatusCostSyntax {
  private static final String ALLOWED =
      "a list of a status or a class and its cost, such as 401:5, 5xx:0";
  private static final Pattern ENTRY = Pattern.compile("([1-5](?:\\d\\d|xx))\\s*:\\s*(\\d{1,12})");

  private record Entry(String status, long cost) {}

  private static final ValueType<List<Entry>> ENTRIES =
      ValueTypes.listOf(ALLOWED, StatusCostSyntax::entry);

  static final ValueType<Map<String, Long>> TYPE =
      ValueType.of(ALLOWED, text -> costs(ENTRIES.parse().apply(text)));

  private StatusCostSyntax() {}

  private static Entry entry(String text) {
    Matcher matcher = ENTRY.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("allowed is " + ALLOWED);
    }
    return new Entry(matcher.group(1), Long.parseLong(matcher.group(2)));
  }

  private static Map<String, Long> costs(List<Entry> entries) {
    Map<String, Long> costs = new TreeMap<>();
    for (Entry entry : entries) {
      if (costs.put(entry.status(), entry.cost()) != null) {
        throw new IllegalArgumentException(entry.status() + " has two costs");
      }
    }
    return costs;
  }
}
