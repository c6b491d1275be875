package io.buttress.ratelimit.internal;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.buttress.ratelimit.Algorithm;
import io.buttress.ratelimit.Charge;
import io.buttress.ratelimit.LimitSet;
import io.buttress.ratelimit.LimitState;
import io.buttress.ratelimit.RateLimitPolicy;
import io.buttress.ratelimit.RateLimitStore;
import io.buttress.ratelimit.Verdict;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes quota from the shared store in portions, and admits out of them without asking: for huge
 * tenants whose policy opts in.
 *
 * <p>Slack: quota is charged when a portion is taken, and may be spent up to one window later. So
 * in any span of time what is admitted exceeds the limit by one portion a node at most. The other
 * way round, up to a portion a node can lie unused and is lost when its window has passed. Near the
 * limit, where no whole portion is to be had, each request is charged exactly. What remains, as the
 * answers tell it, is what the store said last plus what is left of the portion. A ban by another
 * node shows when the portion is spent.
 *
 * <p>Only requests that no other policy limits are admitted so, and no limits that shape or count
 * requests in flight.
 */
public final class LeasedQuota extends QuotaAhead {
  private static final int MAX_KEYS = 10_000;

  private final LongSupplier nanos;
  private final Cache<PortionId, Portion> portions =
      Caffeine.newBuilder().maximumSize(MAX_KEYS).executor(Runnable::run).build();

  private record PortionId(String policy, String key) {}

  public LeasedQuota(RateLimitStore next) {
    this(next, System::nanoTime);
  }

  /**
   * @param nanos a clock like {@link System#nanoTime}
   */
  public LeasedQuota(RateLimitStore next, LongSupplier nanos) {
    super(next);
    this.nanos = nanos;
  }

  @Override
  public Verdict acquire(List<Charge> charges) {
    if (charges.size() != 1 || !isLeased(charges.get(0))) {
      return next.acquire(charges);
    }
    Charge charge = charges.get(0);
    long now = nanos.getAsLong();
    Portion portion = portion(charge, now);
    Verdict taken = take(portion, charge, now);
    if (taken != null) {
      return taken;
    }
    long quota = charge.policy().leasedQuota().orElseThrow();
    // One at a time: else each thread that waits would take a portion, and the slack would grow.
    if (charge.cost() >= quota || !portion.beginRefill(now)) {
      return next.acquire(charges);
    }
    try {
      // Another one may have refilled it since: two portions would be twice the slack.
      long later = nanos.getAsLong();
      Verdict takenNow = take(portion, charge, later);
      return takenNow != null ? takenNow : refill(portion, charge, quota, later);
    } finally {
      portion.endRefill();
    }
  }

  private static @Nullable Verdict take(Portion portion, Charge charge, long now) {
    List<LimitState> states = portion.tryTake(charge.cost(), now);
    return states.isEmpty() ? null : new Verdict.Admitted(states, List.of(), Verdict.Source.LEASE);
  }

  private static boolean isLeased(Charge charge) {
    LimitSet limits = charge.limits();
    return charge.policy().leasedQuota().orElse(1) > 1
        && !limits.has(Algorithm.CONCURRENCY)
        && !limits.has(Algorithm.LEAKY_BUCKET);
  }

  private Portion portion(Charge charge, long now) {
    PortionId id = new PortionId(charge.policy().name(), charge.key());
    Portion known = portions.getIfPresent(id);
    if (known != null && known.isFor(charge.limits())) {
      return known;
    }
    // Under other limits the portion of the former ones is worth nothing.
    return portions
        .asMap()
        .compute(
            id,
            (unused, present) ->
                present != null && present.isFor(charge.limits())
                    ? present
                    : new Portion(charge.limits(), now));
  }

  private Verdict refill(Portion portion, Charge charge, long quota, long now) {
    Verdict verdict = next.acquire(List.of(charge.withCost(quota)));
    if (verdict instanceof Verdict.Admitted admitted
        && admitted.source() == Verdict.Source.SHARED) {
      // What the store takes for spent is still there, but for this cost.
      var states = portion.fill(quota - charge.cost(), admitted.states(), now);
      return new Verdict.Admitted(states, admitted.leases(), Verdict.Source.SHARED);
    }
    if (verdict instanceof Verdict.Denied denied) {
      portion.postpone(denied, now);
      return denied.banMicros() > 0 ? denied : next.acquire(List.of(charge));
    }
    return verdict;
  }

  @Override
  void forget(RateLimitPolicy policy, String key) {
    portions.invalidate(new PortionId(policy.name(), key));
  }
}
