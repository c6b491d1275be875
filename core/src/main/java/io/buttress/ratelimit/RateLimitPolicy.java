package io.buttress.ratelimit;

import io.buttress.http.RequestPattern;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A named rule: which requests, counted under which key, against which limits, and what then.
 *
 * @param name letters, digits, {@code -}, {@code _}, {@code .} and {@code #}; unique in the
 *     application
 * @param match the requests it applies to; a policy that only annotations or code use matches none
 * @param key under which value requests are counted together
 * @param limits the limits, by role and by key
 * @param cost what a request costs, and what is settled after its response
 * @param mode whether decisions have an effect
 * @param fallback what happens while Redis is out of reach
 * @param expectedNodes with {@code Fallback.LOCAL}: the limit is divided by it; from 1
 * @param ban when a client that goes on hammering is shut out
 * @param leasedQuota opt-in: how much quota a node takes from Redis at once, from 2
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
    OptionalLong leasedQuota) {}
