package io.buttress.ratelimit;

import io.buttress.http.RequestView;
import org.jspecify.annotations.Nullable;

/** A user's class that names whom a request counts for. */
@FunctionalInterface
public interface KeySource {
  /** The key's value, of any length and content, or null if the request has none. */
  @Nullable String keyOf(RequestView request);
}
