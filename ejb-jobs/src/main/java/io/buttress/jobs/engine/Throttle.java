package io.buttress.jobs.engine;

import java.time.Duration;

/** How fast the jobs of a queue may be started, on all nodes together. */
@FunctionalInterface
public interface Throttle {
  /** As fast as they come. */
  Throttle NONE = () -> Granted.AT_ONCE;

  /** Asks for one job to be started. */
  Answer ask();

  /** Whether it may be. */
  sealed interface Answer {}

  /**
   * It may.
   *
   * @param after how long it has to wait for its turn first; mostly zero
   * @param ended to be run when it has ended, or does not begin after all
   */
  record Granted(Duration after, Runnable ended) implements Answer {
    /** Nothing is to be waited for or given back. */
    public static final Granted AT_ONCE = new Granted(Duration.ZERO, () -> {});
  }

  /**
   * Not now.
   *
   * @param askAfter after which time to ask again, above zero
   */
  record Refused(Duration askAfter) implements Answer {}
}
