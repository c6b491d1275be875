package io.buttress.ratelimit;

/**
 * What a request wants of one policy: so much cost under that key.
 *
 * @param policy the policy
 * @param key the bounded key, at most 64 characters, safe to be a part of a Redis key
 * @param limits the limits that apply to this key
 * @param cost from 1 when acquired; when settled it may be negative, which gives back; not beyond
 *     {@link Limit#MAX_QUOTA} either way
 */
public record Charge(RateLimitPolicy policy, String key, LimitSet limits, long cost) {
  /** How long a key is at most. */
  public static final int MAX_KEY = 64;

  /**
   * @throws IllegalArgumentException if the key is empty or too long, or the cost is out of range
   */
  public Charge {
    if (key.isEmpty() || key.length() > MAX_KEY) {
      throw new IllegalArgumentException(
          "a key of " + key.length() + " characters, but allowed are 1 to " + MAX_KEY);
    }
    Ranges.require("the cost", cost, -Limit.MAX_QUOTA, Limit.MAX_QUOTA);
  }

  /** The same for another cost. */
  public Charge withCost(long cost) {
    return new Charge(policy, key, limits, cost);
  }
}
