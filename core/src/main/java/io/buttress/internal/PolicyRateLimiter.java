package io.buttress.internal;

import io.buttress.ratelimit.Decision;
import io.buttress.ratelimit.RateLimitEngine;
import io.buttress.ratelimit.RateLimitPolicy;
import io.buttress.ratelimit.RateLimiter;
import java.util.function.Supplier;

/** Limits by code, by the policy as it is now. */
record PolicyRateLimiter(
    Supplier<RateLimitPolicy> policy, RateLimitEngine engine, KeyLimits keyLimits)
    implements RateLimiter {
  @Override
  public Decision tryAcquire(String key, long cost) {
    return engine.decide(policy.get(), key, cost);
  }

  @Override
  public void release(Decision.Allowed allowed) {
    engine.release(allowed);
  }

  @Override
  public void setLimits(String key, String limits) {
    keyLimits.set(policy.get(), bounded(key), limits);
  }

  @Override
  public void clearLimits(String key) {
    keyLimits.clear(policy.get(), bounded(key));
  }

  @Override
  public void reset(String key) {
    engine.reset(policy.get(), key);
  }

  private static String bounded(String key) {
    if (key.isEmpty()) {
      throw new IllegalArgumentException("a key needs at least one character");
    }
    return RateLimitEngine.boundedKey(key);
  }
}
