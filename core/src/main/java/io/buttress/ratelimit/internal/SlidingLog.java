package io.buttress.ratelimit.internal;

import io.buttress.ratelimit.Limit;
import io.buttress.ratelimit.LimitState;

/**
 * The arithmetic of {@code SLIDING_LOG}: the instant and the cost of every admission of the last
 * window. An admission counts at its instant and up to, but not including, its instant + window.
 *
 * <pre>
 * used = sum of the costs of all entries younger than the window
 * admit iff used + cost &lt;= quota
 * admitted:           a new entry
 * settled, cost &gt; 0:  a new entry, of no more than most() - used
 * settled, cost &lt; 0:  taken from the youngest entries, to nothing at most
 * </pre>
 *
 * <p>Accuracy: exact. No span of a window's length ever sees more than the quota. The price is a
 * record of each admission.
 */
public final class SlidingLog {
  private SlidingLog() {}

  /** The most that can be counted at once. */
  public static long most(Limit limit, boolean settled) {
    return Arithmetic.withDebt(limit.quota(), settled);
  }

  /** The window's length in microseconds. */
  public static long windowMicros(Limit limit) {
    return Arithmetic.windowMicros(limit);
  }

  /**
   * The state after an admission.
   *
   * @param used what counts now
   * @param resetMicros until the youngest entry counts no more; 0 if there is none
   */
  public static LimitState admitted(Limit limit, long used, long resetMicros) {
    return new LimitState(limit, Math.max(limit.quota() - used, 0), resetMicros, 0);
  }

  /**
   * The state after no admission, because of this limit or another one.
   *
   * @param used what counts now
   * @param resetMicros until the youngest entry counts no more; 0 if there is none
   * @param waitMicros until enough of the oldest entries count no more for the cost to fit; 0 if it
   *     fits now
   * @param cost what was asked for
   */
  public static LimitState refused(
      Limit limit, long used, long resetMicros, long waitMicros, long cost) {
    long wait = cost > limit.quota() ? LimitState.NEVER : waitMicros;
    return new LimitState(limit, Math.max(limit.quota() - used, 0), resetMicros, wait);
  }
}
