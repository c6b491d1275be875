package io.buttress.ratelimit;

import io.buttress.http.RequestPattern;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * A named rule: which requests, counted under which key, against which limits, and what then.
 *
 * @param name 1 to 128 letters, digits, {@code -}, {@code _}, {@code .} and {@code #}; unique in
 *     the application
 * @param match the requests it applies to; a policy that only annotations or code use matches none
 * @param key under which value requests are counted together
 * @param limits the limits, by role and by key
 * @param cost what a request costs, and what is settled after its response
 * @param mode whether decisions have an effect
 * @param fallback what happens while Redis is out of reach
 * @param expectedNodes with {@code Fallback.LOCAL}: the limit is divided by it; from 1 to 10,000
 * @param ban when a client that goes on hammering is shut out
 * @param leasedQuota opt-in: how much quota a node takes from Redis at once, from 1; not with
 *     {@code LEAKY_BUCKET} and {@code CONCURRENCY}. Above 1 a limit can be exceeded by this much a
 *     node; with 1 each request asks Redis, and nothing is taken ahead
 */
public record RateLimitPolicy(
    String name,
    RequestPattern match,
    KeySpec key,
    LimitTable limits,
    CostSpec cost,
    Mode mode,
    Fallback fallback,
    int expectedNodes,
    Optional<BanRule> ban,
    OptionalLong leasedQuota) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.#-]{1,128}");

  /**
   * @throws IllegalArgumentException if a value is out of range; says what is allowed
   */
  public RateLimitPolicy {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "'"
              + name
              + "' is no name of a policy: allowed are 1 to 128 letters, digits, -, _, . and #");
    }
    Ranges.require("expected nodes", expectedNodes, 1, 10_000);
    if (leasedQuota.isPresent()) {
      Ranges.require("leased quota", leasedQuota.getAsLong(), 1, Limit.MAX_QUOTA);
    }
  }

  /**
   * A policy with the usual rest: one a request, enforced, the node's own limiter while Redis is
   * out of reach, no ban.
   */
  public static RateLimitPolicy of(
      String name, RequestPattern match, KeySpec key, LimitTable limits) {
    return new RateLimitPolicy(
        name,
        match,
        key,
        limits,
        CostSpec.ONE,
        Mode.ENFORCE,
        Fallback.LOCAL,
        1,
        Optional.empty(),
        OptionalLong.empty());
  }
}
