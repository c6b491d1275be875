package io.buttress.jobs.engine;

import java.time.Duration;

/** How fast the jobs of a queue may be started, on all nodes together. */
@FunctionalInterface
public interface Throttle {
  /** As fast as they come. */
  Throttle NONE = () -> Duration.ZERO;

  /**
   * Asks for one job to be started.
   *
   * @return zero: it may; else after which time to ask again
   */
  Duration ask();
}
