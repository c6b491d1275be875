package io.buttress.benchmarks.jobs;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What was measured, in all rounds. */
final class Figures {
  private final Map<String, List<Double>> values = new HashMap<>();

  void add(String contestant, String figure, double value) {
    values.computeIfAbsent(contestant + ' ' + figure, name -> new ArrayList<>()).add(value);
  }

  boolean has(String contestant) {
    return values.keySet().stream().anyMatch(name -> name.startsWith(contestant + ' '));
  }

  /** The median of all rounds. */
  double median(String contestant, String figure) {
    List<Double> all = values.getOrDefault(contestant + ' ' + figure, List.of(Double.NaN));
    double[] sorted = all.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return sorted[sorted.length / 2];
  }

  /** The median and the range. */
  String range(String contestant, String figure) {
    List<Double> all = values.getOrDefault(contestant + ' ' + figure, List.of(Double.NaN));
    double[] sorted = all.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return String.format(
        Locale.ROOT,
        "%,.0f (%,.0f-%,.0f)",
        sorted[sorted.length / 2],
        Arrays.stream(sorted).min().orElseThrow(),
        Arrays.stream(sorted).max().orElseThrow());
  }

  /** Prints one figure. */
  static void print(String name, double value) {
    System.out.printf(Locale.ROOT, "jobs.%s %.2f%n", name, value);
  }
}
