package io.buttress.jobs.engine;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;

/** What a handler runs in: a transaction, where there are any. */
@FunctionalInterface
public interface JobScope {
  /** Nothing. */
  JobScope NONE = (handler, timeout, body) -> body.call();

  /**
   * Runs a handler.
   *
   * @param timeout how long it may run; empty: for as long as it likes
   * @return what came of it
   * @throws Exception what it threw, or why its transaction was not committed
   */
  Settlement run(Registry.Registered handler, Optional<Duration> timeout, Callable<Settlement> body)
      throws Exception;
}
