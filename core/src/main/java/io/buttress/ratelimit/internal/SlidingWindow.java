package io.buttress.ratelimit.internal;

import static io.buttress.ratelimit.internal.Arithmetic.ceilDiv;

import io.buttress.ratelimit.Limit;
import io.buttress.ratelimit.LimitState;

/**
 * The arithmetic of {@code SLIDING_WINDOW}: two windows of so many milliseconds, aligned to the
 * epoch of the clock, the previous one weighted by how much of it the sliding window still sees.
 *
 * <pre>
 * weight   = ceil((window - elapsed) * 4096 / window)      elapsed in whole milliseconds, rounded down
 * weighted = ceil(previous * weight / 4096)
 * admit iff weighted + current + cost &lt;= quota
 * admitted: current = current + cost
 * settled:  current = max(min(current + cost, most()), 0)
 * </pre>
 *
 * <p>Accuracy: an approximation that takes the previous window's cost for evenly spread. Roundings
 * (1/4096 of the previous window, and one) are against the client. Who knows the windows and spends
 * at the end of one and as much as possible in the next can get close to twice the quota within one
 * window's length; {@code SLIDING_LOG} is the exact choice. Of a settled cost, only what lies in
 * the present window is given back.
 *
 * <p>All products are below 2<sup>53</sup>: exact in Lua's numbers.
 */
public final class SlidingWindow {
  /** What a whole window weighs. */
  public static final long WEIGHT = 4_096;

  private SlidingWindow() {}

  /** The most that can be counted in a window. */
  public static long most(Limit limit, boolean settled) {
    return Arithmetic.withDebt(limit.quota(), settled);
  }

  /** The window's length in milliseconds. */
  public static long windowMillis(Limit limit) {
    return limit.window().toMillis();
  }

  /** What of the previous window's cost counts still. */
  static long weighted(Limit limit, long previous, long elapsedMicros) {
    long window = windowMillis(limit);
    long weight = ceilDiv((window - elapsedMicros / 1_000) * WEIGHT, window);
    return ceilDiv(previous * weight, WEIGHT);
  }

  /**
   * The state after an admission.
   *
   * @param previous what was counted in the previous window
   * @param current what is counted in this one, the admitted cost included
   * @param elapsedMicros since this window began; below its length
   */
  public static LimitState admitted(Limit limit, long previous, long current, long elapsedMicros) {
    return state(limit, previous, current, elapsedMicros, 0);
  }

  /**
   * The state after no admission, because of this limit or another one.
   *
   * @param previous what was counted in the previous window
   * @param current what is counted in this one
   * @param elapsedMicros since this window began; below its length
   * @param cost what was asked for
   */
  public static LimitState refused(
      Limit limit, long previous, long current, long elapsedMicros, long cost) {
    long wait =
        cost > limit.quota()
            ? LimitState.NEVER
            : waitMicros(limit, previous, current, elapsedMicros, cost);
    return state(limit, previous, current, elapsedMicros, wait);
  }

  private static LimitState state(
      Limit limit, long previous, long current, long elapsedMicros, long waitMicros) {
    long window = Arithmetic.windowMicros(limit);
    long remaining = limit.quota() - current - weighted(limit, previous, elapsedMicros);
    long windows = current > 0 ? 2 : previous > 0 ? 1 : 0;
    long reset = Math.max(windows * window - elapsedMicros, 0);
    return new LimitState(limit, Math.max(remaining, 0), reset, waitMicros);
  }

  private static long waitMicros(
      Limit limit, long previous, long current, long elapsedMicros, long cost) {
    long window = windowMillis(limit);
    long room = limit.quota() - current - cost;
    long admittedAt =
        room >= 0
            ? shrunkTo(room, previous, window)
            : window + shrunkTo(limit.quota() - cost, current, window);
    return Math.max(admittedAt * 1_000 - elapsedMicros, 0);
  }

  /** From which millisecond of a window on the one before it counts for no more than the room. */
  private static long shrunkTo(long room, long previous, long window) {
    if (previous <= room) {
      return 0;
    }
    long weight = room * WEIGHT / previous;
    return window - weight * window / WEIGHT;
  }
}
