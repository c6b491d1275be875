package io.buttress.jaxrs.internal;

import io.buttress.ratelimit.RateLimitPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The policies that a resource method has by annotations and by its name in the properties, as they
 * are now. What is said of the method replaces what is said of the class.
 *
 * @param ofMethod what its annotations ask for
 * @param ofClass what the annotations of the class ask for
 * @param resource gives the names by which the properties may mean it
 * @param configured finds a policy of the properties
 */
record MethodPolicies(
    List<Supplier<RateLimitPolicy>> ofMethod,
    List<Supplier<RateLimitPolicy>> ofClass,
    Names resource,
    Function<String, Optional<RateLimitPolicy>> configured) {
  /** The names by which properties may mean a resource method and its class. */
  record Names(String method, String type) {
    static Names of(ResourceMethod resource) {
      return new Names(resource.methodName(), resource.className());
    }
  }

  /** The policies as they are now. */
  List<RateLimitPolicy> now() {
    List<RateLimitPolicy> policies = of(ofMethod, resource.method());
    return policies.isEmpty() ? of(ofClass, resource.type()) : policies;
  }

  private List<RateLimitPolicy> of(List<Supplier<RateLimitPolicy>> annotated, String name) {
    if (annotated.isEmpty()) {
      // One with paths says by itself which requests it means.
      return configured
          .apply(name)
          .filter(policy -> policy.match().paths().isEmpty())
          .map(List::of)
          .orElse(List.of());
    }
    List<RateLimitPolicy> policies = new ArrayList<>(annotated.size());
    for (Supplier<RateLimitPolicy> policy : annotated) {
      policies.add(policy.get());
    }
    return policies;
  }
}
