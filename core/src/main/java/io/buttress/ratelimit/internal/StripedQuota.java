package io.buttress.ratelimit.internal;

import io.buttress.ratelimit.Charge;
import io.buttress.ratelimit.RateLimitPolicy;
import io.buttress.ratelimit.RateLimitStore;
import io.buttress.ratelimit.Verdict;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Keeps processors from fetching a count from each other for every request: threads are dealt out
 * to stripes, and one to which a key comes thousands of times a second takes quota ahead for it, by
 * the rules of {@link PrefetchedQuota}.
 */
final class StripedQuota extends QuotaAhead {
  private static final int STRIPES = 16;
  private static final int PLACE_BITS = 6;

  private final PrefetchedQuota[] stripes = new PrefetchedQuota[STRIPES];

  /**
   * @param local counts on this node alone
   * @param nanos a clock like {@link System#nanoTime}
   */
  StripedQuota(RateLimitStore local, LongSupplier nanos) {
    super(local);
    Arrays.setAll(
        stripes, i -> new PrefetchedQuota(local, nanos, Verdict.Source.LOCAL, PLACE_BITS));
  }

  @Override
  public Verdict acquire(List<Charge> charges) {
    return stripes[(int) Thread.currentThread().getId() & (STRIPES - 1)].acquire(charges);
  }

  @Override
  void forget(RateLimitPolicy policy, String key) {
    for (PrefetchedQuota stripe : stripes) {
      stripe.forget(policy, key);
    }
  }
}
