package io.buttress.jobs;

import java.time.Duration;

/**
 * How busy a queue has been of late, on all nodes together. Times are rounded up to a power of two
 * in ms.
 *
 * @param over the time that this is about; the latest ten seconds can be missing
 * @param runs how many attempts have ended, well or not
 * @param waiting how long jobs waited from when they could be started to their handler's first
 *     begin
 * @param running how long attempts took
 */
public record QueueActivity(Duration over, long runs, Latency waiting, Latency running) {
  /** How many attempts have ended in a second, on average. */
  public double throughput() {
    return runs * 1_000d / over.toMillis();
  }

  /**
   * How long something took.
   *
   * @param median half of it took at most so long; zero if there was nothing
   * @param p99 99% of it took at most so long
   * @param longest all of it took at most so long
   */
  public record Latency(Duration median, Duration p99, Duration longest) {}
}
