package io.buttress.ratelimit.internal;

import io.buttress.ratelimit.RateLimitStore;

/** Puts the decorators around a shared store, in the order in which they make sense. */
public final class Stores {
  private Stores() {}

  /**
   * The denial memory outermost, so that a denied client costs nothing else; then the fallback;
   * then leased quota, which is spent before the fallback is needed.
   */
  public static RateLimitStore around(RateLimitStore shared) {
    return new DenialMemory(new FallbackStore(new LeasedQuota(shared), new LocalRateLimitStore()));
  }
}
