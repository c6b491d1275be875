package io.buttress.ratelimit;

import java.util.OptionalLong;

/**
 * How a response ended, as far as costs are settled by it.
 *
 * @param status the status code
 * @param bodyBytes how many bytes of body the application wrote, from 0
 * @param declaredCost the whole cost, if the application named it; from 0
 */
public record ResponseOutcome(int status, long bodyBytes, OptionalLong declaredCost) {
  /**
   * @throws IllegalArgumentException if a size or cost is negative
   */
  public ResponseOutcome {
    if (bodyBytes < 0 || declaredCost.orElse(0) < 0) {
      throw new IllegalArgumentException(
          "a response of " + bodyBytes + " bytes and cost " + declaredCost + ": from 0");
    }
  }
}
