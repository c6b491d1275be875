package io.buttress.ratelimit;

import java.time.Duration;
import java.util.List;

/**
 * Where limits are counted. Implementations are safe for many threads. Decorators of the same type
 * add the denial memory, leased quota and the fallback.
 */
public interface RateLimitStore {
  /**
   * Makes all the charges, or none of them if one of their limits refuses.
   *
   * @param charges at least one, each cost from 1
   * @throws io.buttress.error.StoreUnavailableException if the store can't be asked in time
   */
  Verdict acquire(List<Charge> charges);

  /**
   * Charges without asking, after the response: a debt, or what is given back if the cost is
   * negative.
   *
   * @throws io.buttress.error.StoreUnavailableException if the store can't be asked in time
   */
  void settle(Charge charge);

  /**
   * Ends the leases; unknown ones are ignored.
   *
   * @throws io.buttress.error.StoreUnavailableException if the store can't be asked in time
   */
  void release(List<Lease> leases);

  /**
   * Refuses everything under the policy's key from now on.
   *
   * @param duration from 1 ms
   * @throws io.buttress.error.StoreUnavailableException if the store can't be asked in time
   */
  void ban(RateLimitPolicy policy, String key, Duration duration);

  /**
   * Forgets what was counted under the policy's key, a ban included.
   *
   * @throws io.buttress.error.StoreUnavailableException if the store can't be asked in time
   */
  void reset(RateLimitPolicy policy, String key);
}
