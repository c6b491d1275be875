package io.buttress.internal;

import io.buttress.ratelimit.RateLimitStore;
import io.buttress.ratelimit.SharedKeyLimits;
import io.buttress.ratelimit.internal.LocalRateLimitStore;

/**
 * Where limits are counted.
 *
 * @param store counts
 * @param keyLimits knows the limits of single keys
 */
record Backend(RateLimitStore store, SharedKeyLimits keyLimits) {
  /** This node alone. */
  static Backend local() {
    return new Backend(new LocalRateLimitStore(), new NodeKeyLimits());
  }
}
