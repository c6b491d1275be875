package io.buttress.ratelimit.internal;

import io.buttress.ratelimit.Limit;
import io.buttress.ratelimit.LimitState;

/**
 * The arithmetic of {@code CONCURRENCY}: each request in flight holds a lease that ends when the
 * request does, or after the limit's window, so that a dead node's share returns.
 *
 * <pre>
 * admit iff leases that have not ended &lt; quota
 * </pre>
 *
 * <p>A request counts as one, whatever it costs; settling changes nothing. Accuracy: exact, as long
 * as no request runs for longer than its lease: from then on it no longer counts.
 */
public final class Concurrency {
  /** Requests end when they end: nobody should wait for a lease if one may return any moment. */
  private static final long PATIENCE_MICROS = 1_000_000;

  private Concurrency() {}

  /** The lease of a request, in milliseconds. */
  public static long leaseMillis(Limit limit) {
    return limit.window().toMillis();
  }

  /**
   * The state after an admission.
   *
   * @param inFlight how many leases there are
   */
  public static LimitState admitted(Limit limit, long inFlight) {
    long reset = inFlight == 0 ? 0 : Arithmetic.windowMicros(limit);
    return new LimitState(limit, Math.max(limit.quota() - inFlight, 0), reset, 0);
  }

  /**
   * The state after no admission, because of this limit or another one.
   *
   * @param inFlight how many leases there are
   * @param firstEndMicros until the first lease ends by itself; the wait is no longer than 1 s
   */
  public static LimitState refused(Limit limit, long inFlight, long firstEndMicros) {
    LimitState state = admitted(limit, inFlight);
    long wait =
        inFlight < limit.quota() ? 0 : Math.max(Math.min(firstEndMicros, PATIENCE_MICROS), 1);
    return new LimitState(limit, state.remaining(), state.resetMicros(), wait);
  }
}
