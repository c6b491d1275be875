package io.buttress.ratelimit;

/**
 * Limits by code, in EJBs, CDI beans or any class: {@code buttress.rateLimiter("mail")}.
 *
 * <p>A key is counted together with the requests whose key has that value, if the policy's key has
 * one part, or alternatives of which it is the first. Keys of several parts and further
 * alternatives are out of reach from here, so that no header can pass for a user's name.
 */
public interface RateLimiter {
  /** Like {@link #tryAcquire(String, long)} with a cost of 1. */
  default Decision tryAcquire(String key) {
    return tryAcquire(key, 1);
  }

  /**
   * Charges the policy's limits under that key, or none of them. Never waits, save for Redis.
   *
   * @param key whom the work counts for; any length and content, at least one character
   * @param cost from 1 to {@link Limit#MAX_QUOTA}
   * @return {@link Decision.Allowed} or {@link Decision.Rejected}, or while the policy or the
   *     limiter is switched off {@link Decision.Unlimited}
   * @throws IllegalArgumentException if the cost is out of range or the key is empty
   */
  Decision tryAcquire(String key, long cost);

  /** Ends the lease of a {@code CONCURRENCY} limit; nothing happens where there is none. */
  void release(Decision.Allowed allowed);

  /**
   * Gives this key limits of its own, on every node within the refresh interval, until {@link
   * #clearLimits}. Redis keeps them as long as it keeps data, and for 400 days after the last
   * change of any, or the last start of a node.
   *
   * @param limits in the syntax of the property {@code limits}, for example {@code 10000/1h}
   * @throws IllegalArgumentException if the limits can't be read; says what is allowed
   * @throws io.buttress.error.StoreUnavailableException if Redis can't be asked in time; nothing
   *     has changed then
   */
  void setLimits(String key, String limits);

  /**
   * Takes back what {@link #setLimits} set.
   *
   * @throws io.buttress.error.StoreUnavailableException if Redis can't be asked in time; nothing
   *     has changed then
   */
  void clearLimits(String key);

  /**
   * Forgets what was counted under this key, a ban included. Other nodes may refuse it for up to 10
   * s still, from memory.
   *
   * @throws io.buttress.error.StoreUnavailableException if Redis can't be asked in time
   */
  void reset(String key);
}
