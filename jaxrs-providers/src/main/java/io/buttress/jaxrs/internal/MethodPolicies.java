package io.buttress.jaxrs.internal;

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
 * @param configured finds a policy of the properties, unless it has paths: such a one says by
 *     itself which requests it means
 * @param <P> the feature's policies
 */
record MethodPolicies<P>(List<Level<P>> levels, Function<String, Optional<P>> configured) {
  MethodPolicies {
    levels = List.copyOf(levels);
  }

  /**
   * One who may have policies.
   *
   * @param name by which the properties may mean it
   * @param annotated what its annotations ask for; empty while the feature is switched off
   * @param <P> the feature's policies
   */
  record Level<P>(String name, List<Supplier<Optional<P>>> annotated) {}

  /** The policies as they are now. */
  List<P> now() {
    for (Level<P> level : levels) {
      List<P> policies = of(level);
      if (!policies.isEmpty()) {
        return policies;
      }
    }
    return List.of();
  }

  /** Whether anybody asks for one, if maybe while the feature is switched off. */
  boolean areThere() {
    return levels.stream()
        .anyMatch(
            level -> !level.annotated().isEmpty() || configured.apply(level.name()).isPresent());
  }

  private List<P> of(Level<P> level) {
    return level.annotated().isEmpty()
        ? configured.apply(level.name()).map(List::of).orElse(List.of())
        : level.annotated().stream().map(Supplier::get).flatMap(Optional::stream).toList();
  }
}
