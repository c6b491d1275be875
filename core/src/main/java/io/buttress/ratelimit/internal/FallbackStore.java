package io.buttress.ratelimit.internal;

import io.buttress.error.StoreUnavailableException;
import io.buttress.ratelimit.Charge;
import io.buttress.ratelimit.Fallback;
import io.buttress.ratelimit.Lease;
import io.buttress.ratelimit.RateLimitPolicy;
import io.buttress.ratelimit.RateLimitStore;
import io.buttress.ratelimit.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Does what each policy's {@link Fallback} says while the shared store is out of reach. The only
 * place of the rate limiter that catches {@link StoreUnavailableException} for a decision.
 *
 * <p>What was acquired here and is settled when the shared store is back is settled there, where it
 * was never charged: a debt too much or a refund too much, of one request's cost.
 */
public final class FallbackStore implements RateLimitStore {
  private final RateLimitStore shared;
  private final RateLimitStore local;
  private final PendingReleases pending = new PendingReleases();

  /**
   * @param local counts for this node alone; its leases are told from others by {@link
   *     LocalRateLimitStore#owns}
   */
  public FallbackStore(RateLimitStore shared, RateLimitStore local) {
    this.shared = shared;
    this.local = local;
  }

  @Override
  public Verdict acquire(List<Charge> charges) {
    Verdict verdict;
    try {
      verdict = shared.acquire(charges);
    } catch (StoreUnavailableException e) {
      return alone(charges);
    }
    pending.releaseIn(shared);
    return verdict;
  }

  private Verdict alone(List<Charge> charges) {
    List<Charge> counted = new ArrayList<>(charges.size());
    for (Charge charge : charges) {
      switch (charge.policy().fallback()) {
        case CLOSED -> {
          return new Verdict.Unavailable();
        }
        case LOCAL -> counted.add(charge);
        case OPEN -> {}
      }
    }
    return counted.isEmpty()
        ? new Verdict.Admitted(List.of(), List.of(), Verdict.Source.NONE)
        : local.acquire(counted);
  }

  @Override
  public void settle(Charge charge) {
    try {
      shared.settle(charge);
    } catch (StoreUnavailableException e) {
      if (charge.policy().fallback() == Fallback.LOCAL) {
        local.settle(charge);
      }
    }
  }

  /** Leases of the shared store that can't be released now are released when it is back. */
  @Override
  public void release(List<Lease> leases) {
    List<Lease> foreign = leases;
    if (leases.stream().anyMatch(LocalRateLimitStore::owns)) {
      local.release(leases.stream().filter(LocalRateLimitStore::owns).toList());
      foreign = leases.stream().filter(lease -> !LocalRateLimitStore.owns(lease)).toList();
    }
    if (foreign.isEmpty()) {
      return;
    }
    try {
      shared.release(foreign);
    } catch (StoreUnavailableException e) {
      pending.add(foreign);
      return;
    }
    pending.releaseIn(shared);
  }

  @Override
  public void ban(RateLimitPolicy policy, String key, Duration duration) {
    try {
      shared.ban(policy, key, duration);
    } catch (StoreUnavailableException e) {
      if (policy.fallback() != Fallback.LOCAL) {
        throw e;
      }
      local.ban(policy, key, duration);
    }
  }

  @Override
  public void reset(RateLimitPolicy policy, String key) {
    local.reset(policy, key);
    shared.reset(policy, key);
  }
}
