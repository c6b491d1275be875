package io.buttress.jobs.engine;

import java.time.Duration;

/**
 * That replicas have to have a job before its sender goes on.
 *
 * @param replicas how many, from 1
 * @param atMost how long to wait for them, 1 ms to 5 s
 */
public record Replication(int replicas, Duration atMost) {
  private static final Duration LONGEST = Duration.ofSeconds(5);

  /** Checks everything. */
  public Replication {
    if (replicas < 1) {
      throw new IllegalArgumentException("replicas must be from 1, but are " + replicas);
    }
    if (atMost.toMillis() < 1 || atMost.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("the wait must be 1 ms to 5 s, but is " + atMost);
    }
  }
}
