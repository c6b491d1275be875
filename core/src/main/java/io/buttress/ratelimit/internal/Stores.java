package io.buttress.ratelimit.internal;

import io.buttress.ratelimit.RateLimitStore;
import java.time.Duration;

/** Puts the decorators around a shared store, in the order in which they make sense. */
public final class Stores {
  private Stores() {}

  /**
   * The denial memory outermost, so that a denied client costs nothing else; then the fallback;
   * then leased and prefetched quota, which is spent before the fallback is needed.
   */
  public static RateLimitStore around(RateLimitStore shared) {
    return around(shared, DenialMemory.LONGEST);
  }

  /**
   * The same with another memory.
   *
   * @param longestDenial for how long a denial is remembered at most
   */
  public static RateLimitStore around(RateLimitStore shared, Duration longestDenial) {
    return new DenialMemory(
        new FallbackStore(new LeasedQuota(new PrefetchedQuota(shared, System::nanoTime)), local()),
        System::nanoTime,
        longestDenial);
  }

  /** Counts on this node alone. */
  public static RateLimitStore local() {
    return new StripedQuota(new LocalRateLimitStore(), System::nanoTime);
  }
}
