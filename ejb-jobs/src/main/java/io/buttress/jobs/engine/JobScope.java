package io.buttress.jobs.engine;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** What a handler runs in: a transaction, where there are any. */
@FunctionalInterface
public interface JobScope {
  /** Nothing. */
  JobScope NONE = (handler, body) -> body.call();

  /**
   * Runs a handler.
   *
   * @return what it returned
   * @throws Exception what it threw, or why its transaction was not committed
   */
  @Nullable Object run(Registry.Registered handler, Callable<@Nullable Object> body)
      throws Exception;
}
