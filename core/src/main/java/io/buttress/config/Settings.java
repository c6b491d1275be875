package io.buttress.config;

import io.buttress.cache.CacheSettings;
import io.buttress.idempotency.IdempotencySettings;
import io.buttress.ratelimit.RateLimitSettings;
import io.buttress.ratelimit.RejectionRenderer;
import java.time.Duration;
import java.util.Optional;

/**
 * What the properties say.
 *
 * @param redis empty if no URI says where Redis is
 * @param rateLimit the rate limiter's
 * @param idempotency that of requests with a key
 * @param renderer answers rejected requests otherwise than the standard
 * @param refreshInterval how often they are read again; zero: never
 * @param responseCache the response cache's
 */
public record Settings(
    Optional<RedisSettings> redis,
    RateLimitSettings rateLimit,
    IdempotencySettings idempotency,
    Optional<RejectionRenderer> renderer,
    Duration refreshInterval,
    CacheSettings responseCache) {}
