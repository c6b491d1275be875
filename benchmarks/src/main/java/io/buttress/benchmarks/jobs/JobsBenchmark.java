package io.buttress.benchmarks.jobs;

import io.buttress.benchmarks.jobs.Contestant.Took;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * {@code ./benchmarks/run jobs}: jobs that do nothing, with 186 bytes each, in rounds that take
 * turns. What is not measured has no processor time to speak of: it waits in its own Redis.
 */
public final class JobsBenchmark {
  private static final List<Integer> WORKERS = List.of(1, 10, 50);
  private static final int ADDED_SINGLY = 3_000;
  private static final int PER_SECOND = 50;
  // A single round tells less of Redis's processor time than of how fast the machine is just then.
  // Long enough for what starting and stopping the workers costs not to count.
  private static final int IDLE_SECONDS = 30;
  private static final int PROCESSOR_ROUNDS = 6;
  private static final Set<String> OWN = Set.of(Contestants.PLAIN, Contestants.SERVER);

  private final Figures figures = new Figures();
  private final Map<String, Integer> jobs = new HashMap<>();
  private final Set<String> failed = new HashSet<>();
  private final double seconds;

  private JobsBenchmark(double seconds) {
    this.seconds = seconds;
  }

  /** Arguments: the build folder of the Bookshop; {@code --quick} for fewer and shorter rounds. */
  public static void main(String[] args) throws Exception {
    boolean quick = args.length > 1 && args[1].equals("--quick");
    JobsBenchmark benchmark = new JobsBenchmark(quick ? 1 : 2);
    List<Contestant> all = Contestants.start(Path.of(args[0]));
    try {
      for (Contestant each : all) {
        benchmark.attempt(each, benchmark::warmUp);
      }
      for (int round = 0; round < (quick ? 1 : 5); round++) {
        for (Contestant each : all) {
          benchmark.attempt(each, benchmark::measure);
        }
      }
      for (int round = 0; round < PROCESSOR_ROUNDS; round++) {
        for (Contestant each : all.subList(0, 3)) {
          benchmark.measureTen(each);
        }
      }
      benchmark.print(all.stream().map(each -> each.name).toList());
      for (Contestant each : all.subList(0, 2)) {
        Took idle = each.ask("idle 10 " + IDLE_SECONDS);
        double percent = IDLE_SECONDS * 1e6 / 100;
        Figures.print("idle-percent-of-a-core-" + each.name, idle.client() / percent);
        Figures.print("idle-percent-of-redis-" + each.name, idle.redis() / percent);
      }
      Million.measure(all.get(0));
      ScriptTimes.measure();
    } finally {
      all.forEach(Contestant::close);
    }
    System.exit(0);
  }

  /** What is done with each contestant. */
  @FunctionalInterface
  private interface Step {
    void take(Contestant contestant) throws IOException, InterruptedException;
  }

  /** A peer that loses a job has no more figures; of the others nobody may fail. */
  private void attempt(Contestant contestant, Step step) throws IOException, InterruptedException {
    if (failed.contains(contestant.name)) {
      return;
    }
    try {
      step.take(contestant);
    } catch (IOException e) {
      if (OWN.contains(contestant.name)) {
        throw e;
      }
      failed.add(contestant.name);
      System.out.printf("# left out from here on: %s%n", e.getMessage());
    }
  }

  /** Runs until it is compiled, and finds how many jobs it does in the time of a round. */
  private void warmUp(Contestant contestant) throws IOException, InterruptedException {
    for (int workers : WORKERS) {
      double perSecond = 1_000;
      for (int i = 0; i < 4; i++) {
        int number = (int) Math.min(Math.max(perSecond * seconds, 500), 200_000);
        Took unused = contestant.ask("bulk " + workers + " " + number);
        perSecond = number / contestant.ask("work " + workers + " " + number).micros() * 1e6;
      }
      jobs.put(contestant.name + workers, (int) Math.max(perSecond * seconds, 500));
    }
  }

  private void measure(Contestant contestant) throws IOException, InterruptedException {
    for (int workers : WORKERS) {
      int number = jobs.getOrDefault(contestant.name + workers, 500);
      note(contestant, "bulk", number, contestant.ask("bulk " + workers + " " + number));
      note(contestant, "c" + workers, number, contestant.ask("work " + workers + " " + number));
    }
    note(contestant, "add", ADDED_SINGLY, contestant.ask("add 10 " + ADDED_SINGLY));
    Took unused = contestant.ask("work 10 " + ADDED_SINGLY);
    String took = contestant.ask("latency 10 " + PER_SECOND + " 4").answer();
    String[] delays = took.split(" ", 2);
    figures.add(contestant.name, "p50", Double.parseDouble(delays[0]));
    figures.add(contestant.name, "p99", Double.parseDouble(delays[1]));
  }

  private void measureTen(Contestant contestant) throws IOException, InterruptedException {
    int number = jobs.getOrDefault(contestant.name + 10, 500);
    Took unused = contestant.ask("bulk 10 " + number);
    note(contestant, "c10", number, contestant.ask("work 10 " + number));
  }

  private void note(Contestant contestant, String what, int number, Took took) {
    figures.add(contestant.name, what, number / took.micros() * 1e6);
    figures.add(contestant.name, what + "-client", took.client() / number);
    figures.add(contestant.name, what + "-redis", took.redis() / number);
  }

  private void print(List<String> names) {
    System.out.println(
        "jobs/s at 1 | 10 | 50 workers (range of rounds); added/s one by one | in bulk; start p50 /"
            + " p99 us; CPU us/job at 10 workers, client + Redis; in bulk, client + Redis");
    for (String name : names) {
      System.out.printf(
          Locale.ROOT,
          "%-16s %s | %s | %s; %s | %s; %.0f / %.0f; %.1f + %.1f; %.1f + %.1f%n",
          name,
          figures.range(name, "c1"),
          figures.range(name, "c10"),
          figures.range(name, "c50"),
          figures.range(name, "add"),
          figures.range(name, "bulk"),
          figures.median(name, "p50"),
          figures.median(name, "p99"),
          figures.median(name, "c10-client"),
          figures.median(name, "c10-redis"),
          figures.median(name, "bulk-client"),
          figures.median(name, "bulk-redis"));
    }
    for (String peer : List.of("bullmq", "sidekiq", "jesque", "redisson", "blmove")) {
      if (figures.has(peer)) {
        double ratio = figures.median(Contestants.PLAIN, "c10") / figures.median(peer, "c10");
        Figures.print("c10-vs-" + peer, ratio);
      }
    }
    Figures.print("redis-cpu-us-per-job", figures.median(Contestants.PLAIN, "c10-redis"));
    Figures.print(
        "redis-cpu-vs-blmove",
        figures.median(Contestants.PLAIN, "c10-redis") / figures.median("blmove", "c10-redis"));
    Figures.print("redis-cpu-us-per-job-added", figures.median(Contestants.PLAIN, "bulk-redis"));
    Figures.print("start-p50-ms", figures.median(Contestants.PLAIN, "p50") / 1e3);
    Figures.print("start-p99-ms", figures.median(Contestants.PLAIN, "p99") / 1e3);
    Figures.print("start-p50-ms-in-wildfly", figures.median(Contestants.SERVER, "p50") / 1e3);
  }
}
