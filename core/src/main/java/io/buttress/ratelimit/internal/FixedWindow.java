package io.buttress.ratelimit.internal;

import io.buttress.ratelimit.Limit;
import io.buttress.ratelimit.LimitState;

/**
 * The arithmetic of {@code FIXED_WINDOW}: a counter a window of so many milliseconds, aligned to
 * the epoch of the clock.
 *
 * <pre>
 * admit iff used + cost &lt;= quota
 * admitted:                 used = used + cost
 * settled:                  used = max(min(used + cost, most()), 0)
 * </pre>
 *
 * <p>Accuracy: exact for the windows. Around the change of windows up to twice the quota is
 * admitted within one window's length. A debt ends with its window.
 */
public final class FixedWindow {
  private FixedWindow() {}

  /** The most that can be counted in a window. */
  public static long most(Limit limit, boolean settled) {
    return Arithmetic.withDebt(limit.quota(), settled);
  }

  /** The window's length in milliseconds. */
  public static long windowMillis(Limit limit) {
    return limit.window().toMillis();
  }

  /**
   * The state after an admission.
   *
   * @param used what is counted now
   * @param leftMicros until the window ends; from 1
   */
  public static LimitState admitted(Limit limit, long used, long leftMicros) {
    long reset = used == 0 ? 0 : leftMicros;
    return new LimitState(limit, Math.max(limit.quota() - used, 0), reset, 0);
  }

  /**
   * The state after no admission, because of this limit or another one.
   *
   * @param used what is counted now
   * @param leftMicros until the window ends; from 1
   * @param cost what was asked for
   */
  public static LimitState refused(Limit limit, long used, long leftMicros, long cost) {
    LimitState state = admitted(limit, used, leftMicros);
    if (used + cost <= limit.quota()) {
      return state;
    }
    long wait = cost > limit.quota() ? LimitState.NEVER : leftMicros;
    return new LimitState(limit, state.remaining(), state.resetMicros(), wait);
  }
}
