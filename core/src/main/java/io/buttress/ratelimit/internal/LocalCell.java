package io.buttress.ratelimit.internal;

import io.buttress.ratelimit.Algorithm;
import io.buttress.ratelimit.Charge;
import io.buttress.ratelimit.CostSpec;
import io.buttress.ratelimit.Limit;
import io.buttress.ratelimit.LimitSet;
import io.buttress.ratelimit.RateLimitPolicy;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What this node has counted under one policy's key. */
final class LocalCell {
  private volatile @Nullable View view;
  private volatile long banEnd;

  /**
   * The counters of certain limits.
   *
   * @param counters in the order of the limits
   * @param leases whether requests in flight have to be released
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared, and an array is what is fast here.
  record View(RateLimitPolicy policy, LimitSet limits, LocalCounter[] counters, boolean leases) {
    /** Whether one limit decides, and nothing is left to do when the request has ended. */
    boolean isSimple() {
      return counters.length == 1 && !leases;
    }

    // The same objects nearly always: comparing them in depth would cost more than the counting.
    @SuppressWarnings("ReferenceEquality")
    boolean isFor(Charge charge) {
      return policy == charge.policy()
          && (limits == charge.limits() || limits.equals(charge.limits()));
    }
  }

  View view(Charge charge) {
    View present = view;
    return present != null && present.isFor(charge) ? present : renewed(charge);
  }

  /** Other limits than last time: the counts go on where the new limits count likewise. */
  private synchronized View renewed(Charge charge) {
    View former = view;
    RateLimitPolicy policy = charge.policy();
    boolean settled = policy.cost().settlement() != CostSpec.Settlement.NONE;
    List<Limit> limits = LocalShare.of(policy, charge.limits()).limits();
    LocalCounter[] counters = new LocalCounter[limits.size()];
    for (int i = 0; i < counters.length; i++) {
      LocalCounter known =
          former == null || i >= former.counters.length ? null : former.counters[i];
      LocalCounter same = known == null ? null : known.with(limits.get(i), settled);
      counters[i] = same == null ? LocalCounter.of(limits.get(i), settled) : same;
    }
    View renewed =
        new View(policy, charge.limits(), counters, charge.limits().has(Algorithm.CONCURRENCY));
    view = renewed;
    return renewed;
  }

  void release(String id) {
    View present = view;
    if (present != null) {
      for (LocalCounter counter : present.counters) {
        counter.release(id);
      }
    }
  }

  /** Forgets everything, for requests from now on. */
  synchronized void clear() {
    view = null;
    banEnd = 0;
  }

  void banUntil(long instant) {
    banEnd = instant;
  }

  /** How long the key is banned still, in nanoseconds; 0 if it is not. */
  long banLeft(long now) {
    return Math.max(banEnd - now, 0);
  }
}
