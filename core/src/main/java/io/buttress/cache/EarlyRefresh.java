package io.buttress.cache;

import java.util.concurrent.ThreadLocalRandom;

/** Is a fresh response to be fetched anew already, so that it does not end for all at once? */
final class EarlyRefresh {
  private EarlyRefresh() {}

  /** By XFetch: the costlier a response, the earlier; and nearly never long before its end. */
  static boolean isDue(StoredResponse response, CachePolicy policy, long now) {
    double eagerness = policy.times().earlyRefresh();
    if (eagerness <= 0) {
      return false;
    }
    double cost = Math.max(1, response.responseTime() - response.requestTime());
    double chance = ThreadLocalRandom.current().nextDouble();
    return -cost * eagerness * Math.log(chance) >= response.remaining(now);
  }
}
