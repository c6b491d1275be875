package io.buttress.internal;

import io.buttress.ratelimit.RateLimitStore;
import io.buttress.ratelimit.SharedKeyLimits;
import io.buttress.ratelimit.internal.DenialMemory;
import io.buttress.ratelimit.internal.Stores;
import io.buttress.redis.RedisConnection;
import io.buttress.redis.RedisKeyLimits;
import io.buttress.redis.RedisRateLimitStore;

/**
 * Where limits are counted.
 *
 * @param store counts
 * @param keyLimits knows the limits of single keys
 */
record Backend(RateLimitStore store, SharedKeyLimits keyLimits) {
  /** This node alone. */
  static Backend local() {
    return new Backend(Stores.local(), new NodeKeyLimits());
  }

  /** All nodes together. */
  static Backend shared(RedisConnection redis) {
    RateLimitStore store =
        Stores.around(
            new RedisRateLimitStore(redis),
            redis.isCluster() ? DenialMemory.LONGEST_WHERE_GIVEN_BACK : DenialMemory.LONGEST);
    return new Backend(store, new RedisKeyLimits(redis));
  }
}
