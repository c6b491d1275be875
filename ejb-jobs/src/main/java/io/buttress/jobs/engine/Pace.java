package io.buttress.jobs.engine;

import java.time.Duration;

/**
 * How many jobs a node should have: as many as it has workers, and ahead of that as many as they do
 * within a short time. Fetching ahead saves trips; fetching too far keeps jobs from other nodes,
 * and makes a crash cost more of them.
 */
final class Pace {
  private static final int MOST_AHEAD = 100;
  private static final double WEIGHT_OF_LATEST = 0.1;

  private final int workers;
  private final long ahead;
  // Until it is known, jobs are taken for long ones.
  private double averageNanos;

  Pace(int workers, Duration ahead) {
    this.workers = workers;
    this.ahead = ahead.toNanos();
    this.averageNanos = ahead.toNanos();
  }

  /** A job has taken so long. */
  synchronized void took(long nanos) {
    averageNanos += WEIGHT_OF_LATEST * (nanos - averageNanos);
  }

  /** How many jobs to have at most. */
  synchronized int capacity() {
    double each = Math.max(averageNanos, 1_000);
    return (int) Math.min(workers + MOST_AHEAD, Math.max(workers, workers * (ahead / each)));
  }
}
