package io.buttress.ratelimit.internal;

import io.buttress.ratelimit.Algorithm;
import io.buttress.ratelimit.Limit;
import io.buttress.ratelimit.LimitSet;
import io.buttress.ratelimit.RateLimitPolicy;
import java.time.Duration;

/**
 * What one node may admit when it counts alone: the limit divided by the expected number of nodes,
 * rounded down, but enough for one request of the usual cost. A client whose requests meet fewer
 * nodes than expected gets less than its limit; more nodes than expected admit more.
 */
final class LocalShare {
  private LocalShare() {}

  static LimitSet of(RateLimitPolicy policy, LimitSet limits) {
    int nodes = policy.expectedNodes();
    if (nodes == 1) {
      return limits;
    }
    long usual = policy.cost().perRequest();
    return new LimitSet(limits.limits().stream().map(limit -> share(limit, nodes, usual)).toList());
  }

  private static Limit share(Limit limit, int nodes, long usual) {
    long quota = Math.max(limit.quota() / nodes, 1);
    long capacity = Math.max(limit.burst() / nodes, Math.min(usual, limit.burst()));
    if (limit.algorithm() == Algorithm.TOKEN_BUCKET) {
      quota = Math.max(quota, leastQuota(capacity, limit.window()));
    } else {
      quota = Math.max(quota, capacity);
      capacity = quota;
    }
    return new Limit(
        limit.name(), limit.algorithm(), quota, limit.window(), capacity, limit.maxWait());
  }

  /** At a pace that was rounded down further the bucket could take too long to be full again. */
  private static long leastQuota(long capacity, Duration window) {
    double windows = (double) Limit.MAX_FILLING.toMillis() / window.toMillis();
    return (long) Math.ceil(capacity / windows);
  }
}
