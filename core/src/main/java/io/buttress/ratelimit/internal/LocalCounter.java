package io.buttress.ratelimit.internal;

import io.buttress.ratelimit.Limit;
import io.buttress.ratelimit.LimitState;
import org.jspecify.annotations.Nullable;

/**
 * One limit under one key, counted on this node. Safe for many threads.
 *
 * <p>Instants are nanoseconds since an origin of the caller's, from 0 on, so that they compare
 * without a thought of a clock that wraps.
 */
public interface LocalCounter {
  /**
   * Takes the cost if the limit admits it.
   *
   * @param now the present instant
   * @param cost from 1
   * @param id names the request, for limits that keep track of each
   * @return the state after that, or null if it is refused
   */
  @Nullable LimitState tryTake(long now, long cost, String id);

  /**
   * The state as it is.
   *
   * @param cost what a request would ask for; the state's wait is 0 if it would be admitted
   */
  LimitState look(long now, long cost);

  /** Charges without asking, or gives back what is negative. */
  void charge(long now, long cost);

  /** Takes back an admission, because another limit refused. */
  default void undo(long now, long cost, String id) {
    charge(now, -cost);
  }

  /** The request has ended. */
  default void release(String id) {
    // Only limits that keep track of each request mind.
  }

  /** The same count for another limit, or null if that one counts otherwise. */
  @Nullable LocalCounter with(Limit limit, boolean settled);

  /**
   * An empty counter.
   *
   * @param settled whether costs are settled after the response, so that debts can arise
   */
  static LocalCounter of(Limit limit, boolean settled) {
    return switch (limit.algorithm()) {
      case TOKEN_BUCKET, LEAKY_BUCKET -> new GcraCounter(limit, settled);
      case FIXED_WINDOW -> new FixedWindowCounter(limit, settled);
      case SLIDING_WINDOW -> new SlidingWindowCounter(limit, settled);
      case SLIDING_LOG -> new SlidingLogCounter(limit, settled);
      case CONCURRENCY -> new ConcurrencyCounter(limit);
    };
  }
}
