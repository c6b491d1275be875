package io.buttress.jobs.engine;

import java.time.Duration;

/**
 * What bounds the work of a queue, on all nodes together.
 *
 * @param lease for how long a node has a job without renewing, from 1 s
 * @param concurrency how many jobs are leased at most; 0: any number
 * @param keyConcurrency how many of one concurrency key; 0: any number
 * @param crashes after how many crashes a job is buried, from 1
 * @param errors how many errors of a job are kept, from 1
 * @param dead how many dead jobs are kept
 * @param deadAge how long they are kept
 */
public record TurnLimits(
    Duration lease,
    int concurrency,
    int keyConcurrency,
    int crashes,
    int errors,
    int dead,
    Duration deadAge) {
  /** What is usual: recovery within 14 s, 3 crashes, 10,000 dead jobs for 30 days. */
  public static final TurnLimits STANDARD =
      new TurnLimits(Duration.ofSeconds(12), 0, 0, 3, 10, 10_000, Duration.ofDays(30));
}
