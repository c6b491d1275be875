package io.buttress.ratelimit;

import io.buttress.http.RequestView;
import org.jspecify.annotations.Nullable;

/** A user's class that knows the limits of a key, for example from a table of tenants. */
@FunctionalInterface
public interface LimitSource {
  /**
   * Called for each matching request, so it must be fast; what it throws fails the request.
   *
   * @param request the request, or null when code asks by key
   * @param key the key's value
   * @return limits in the syntax of the property {@code limits}, for example {@code 10000/1h}, or
   *     null for the limits that would apply without this class
   */
  @Nullable String limitsOf(@Nullable RequestView request, String key);
}
