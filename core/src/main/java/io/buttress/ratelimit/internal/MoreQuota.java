package io.buttress.ratelimit.internal;

import io.buttress.ratelimit.Algorithm;
import io.buttress.ratelimit.LimitState;

/** When does a limit that has just admitted something have more to give? */
final class MoreQuota {
  private MoreQuota() {}

  /** When all of it is there; of a bucket in which none is left, when the first is. */
  static long micros(LimitState state) {
    boolean bucket =
        state.limit().algorithm() == Algorithm.TOKEN_BUCKET
            || state.limit().algorithm() == Algorithm.LEAKY_BUCKET;
    if (state.remaining() > 0 || !bucket) {
      return state.resetMicros();
    }
    return Gcra.shared(state.limit(), false).refused(state.resetMicros(), 1).waitMicros();
  }
}
