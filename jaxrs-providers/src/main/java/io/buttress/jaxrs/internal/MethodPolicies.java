package io.buttress.jaxrs.internal;

import io.buttress.ratelimit.RateLimitPolicy;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The policies that a resource method has by annotations and by its name in the properties, as they
 * are now. What is said of the method replaces what is said of its class, and that what is said of
 * the application.
 *
 * @param levels the method, its class, the application
 * @param configured finds a policy of the properties
 */
record MethodPolicies(List<Level> levels, Function<String, Optional<RateLimitPolicy>> configured) {
  MethodPolicies {
    levels = List.copyOf(levels);
  }

  /**
   * One who may have policies.
   *
   * @param name by which the properties may mean it
   * @param annotated what its annotations ask for
   */
  record Level(String name, List<Supplier<RateLimitPolicy>> annotated) {}

  /** The policies as they are now. */
  List<RateLimitPolicy> now() {
    for (Level level : levels) {
      List<RateLimitPolicy> policies = of(level);
      if (!policies.isEmpty()) {
        return policies;
      }
    }
    return List.of();
  }

  private List<RateLimitPolicy> of(Level level) {
    if (!level.annotated().isEmpty()) {
      return level.annotated().stream().map(Supplier::get).toList();
    }
    // One with paths says by itself which requests it means.
    return configured
        .apply(level.name())
        .filter(policy -> policy.match().paths().isEmpty())
        .map(List::of)
        .orElse(List.of());
  }
}
