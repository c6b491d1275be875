package io.buttress.ratelimit;

import org.jspecify.annotations.Nullable;

/**
 * Limits that single keys were given while the application runs. Asked for each request: an
 * implementation answers from memory.
 */
@FunctionalInterface
public interface LimitOverrides {
  /** Nobody was given limits of its own. */
  LimitOverrides NONE = (policy, key) -> null;

  /**
   * The limits that win over everything else, or null.
   *
   * @param policy the policy's name
   * @param key the bounded key, as {@link RateLimitEngine#boundedKey} makes it
   */
  @Nullable LimitSet limitsOf(String policy, String key);
}
