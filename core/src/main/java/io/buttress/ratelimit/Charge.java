package io.buttress.ratelimit;

/**
 * What a request wants of one policy: so much cost under that key.
 *
 * @param policy the policy
 * @param key the bounded key, at most 64 characters, safe to be a part of a Redis key
 * @param limits the limits that apply to this key
 * @param cost from 1 when acquired; when settled it may be negative, which gives back
 */
public record Charge(RateLimitPolicy policy, String key, LimitSet limits, long cost) {}
