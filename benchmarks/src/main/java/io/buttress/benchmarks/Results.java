package io.buttress.benchmarks;

import io.buttress.benchmarks.Contender.Scenario;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** All rounds, and the medians over them. */
final class Results {
  private final Map<Id, List<Round>> rounds = new LinkedHashMap<>();

  private record Id(Scenario scenario, String name, int threads) {}

  void add(Contender contender, int threads, Round round) {
    Id id = new Id(contender.scenario(), contender.name(), threads);
    rounds.computeIfAbsent(id, i -> new ArrayList<>()).add(round);
  }

  double median(Scenario scenario, String name, int threads, ToDoubleFunction<Round> figure) {
    List<Round> all = rounds.get(new Id(scenario, name, threads));
    if (all == null) {
      throw new IllegalArgumentException("not measured: " + scenario + " " + name);
    }
    return median(all, figure);
  }

  private static double median(List<Round> all, ToDoubleFunction<Round> figure) {
    double[] sorted = all.stream().mapToDouble(figure).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /** A table of medians, with the range of the throughput. */
  void print(PrintStream out) {
    out.println(
        "| scenario | threads | contender | calls/s | range | p50 us | p99 us | client us | Redis us |");
    out.println("|---|---|---|---|---|---|---|---|---|");
    rounds.entrySet().stream()
        .sorted(
            Comparator.comparing((Map.Entry<Id, List<Round>> e) -> e.getKey().scenario())
                .thenComparing(e -> e.getKey().threads()))
        .forEach(entry -> out.println(line(entry.getKey(), entry.getValue())));
  }

  private static String line(Id id, List<Round> all) {
    double least = all.stream().mapToDouble(Round::perSecond).min().orElseThrow();
    double most = all.stream().mapToDouble(Round::perSecond).max().orElseThrow();
    return String.format(
        Locale.ROOT,
        "| %s | %d | %s | %,.0f | %,.0f–%,.0f | %.2f | %.2f | %.2f | %.2f |",
        id.scenario().name().toLowerCase(Locale.ROOT),
        id.threads(),
        id.name(),
        median(all, Round::perSecond),
        least,
        most,
        median(all, Round::p50),
        median(all, Round::p99),
        median(all, Round::clientCpu),
        median(all, Round::redisCpu));
  }
}
