package io.buttress.ratelimit;

import io.buttress.http.ClientAddress;
import java.util.List;

/**
 * The rate limiter's settings.
 *
 * @param policies in the order of their names
 * @param clientAddress how the client's address is found
 * @param rateLimitFields whether {@code RateLimit} and {@code RateLimit-Policy} are sent
 * @param legacyFields which {@code X-RateLimit-*} fields are sent
 */
public record RateLimitSettings(
    List<RateLimitPolicy> policies,
    ClientAddress clientAddress,
    boolean rateLimitFields,
    LegacyFields legacyFields) {
  public RateLimitSettings {
    policies = List.copyOf(policies);
    if (policies.stream().map(RateLimitPolicy::name).distinct().count() < policies.size()) {
      throw new IllegalArgumentException("two policies have the same name");
    }
  }

  /** What {@code X-RateLimit-Reset} means, if the legacy fields are sent at all. */
  public enum LegacyFields {
    /** No legacy fields. */
    OFF,
    /** Seconds until the reset. */
    DELTA_SECONDS,
    /** The reset as seconds since the epoch. */
    EPOCH_SECONDS,
    /** The reset as an HTTP date. */
    HTTP_DATE
  }
}
