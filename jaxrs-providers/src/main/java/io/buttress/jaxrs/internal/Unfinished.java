package io.buttress.jaxrs.internal;

import java.util.OptionalLong;

/** What is left to do for a request until it has ended. */
interface Unfinished {
  /** Whether nothing is left to do. */
  boolean isFinished();

  /**
   * The response has ended; a second call does nothing.
   *
   * @param declaredCost what the application says that the request costs
   */
  void finish(OptionalLong declaredCost);
}
