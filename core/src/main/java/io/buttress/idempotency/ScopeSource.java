package io.buttress.idempotency;

import io.buttress.http.RequestView;
import org.jspecify.annotations.Nullable;

/** A user's class that says whose keys a request's is among, such as a tenant's. */
@FunctionalInterface
public interface ScopeSource {
  /**
   * Whose key it is.
   *
   * @return equal texts share keys and answers; null counts as a scope of its own
   */
  @Nullable String scopeOf(RequestView request);
}
