package io.buttress.ratelimit.internal;

import io.buttress.ratelimit.Charge;
import io.buttress.ratelimit.Lease;
import io.buttress.ratelimit.RateLimitPolicy;
import io.buttress.ratelimit.RateLimitStore;
import java.time.Duration;
import java.util.List;

/** Takes quota ahead from a store, and drops what it has of a key that is banned or reset. */
abstract class QuotaAhead implements RateLimitStore {
  final RateLimitStore next;

  QuotaAhead(RateLimitStore next) {
    this.next = next;
  }

  @Override
  public void settle(Charge charge) {
    next.settle(charge);
  }

  @Override
  public void release(List<Lease> leases) {
    next.release(leases);
  }

  @Override
  public void ban(RateLimitPolicy policy, String key, Duration duration) {
    forget(policy, key);
    next.ban(policy, key, duration);
  }

  @Override
  public void reset(RateLimitPolicy policy, String key) {
    forget(policy, key);
    next.reset(policy, key);
  }

  /** Drops what was taken ahead. */
  abstract void forget(RateLimitPolicy policy, String key);
}
