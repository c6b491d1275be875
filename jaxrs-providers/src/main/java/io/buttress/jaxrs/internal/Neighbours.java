package io.buttress.jaxrs.internal;

import jakarta.ws.rs.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The resource methods of an application, and which of them may change what is stored of another
 * one (RFC 9111, 4.4): those of its class, and those that may be asked by the same URI.
 */
final class Neighbours {
  private final Map<ResourceMethod, Neighbour> known = new HashMap<>();

  /** One of them. */
  static final class Neighbour {
    private final Class<?> type;
    private final Optional<MethodPath> path;
    private boolean cached;
    private volatile boolean besideCached;

    private Neighbour(ResourceMethod resource) {
      this.type = resource.realType();
      this.path = path(resource);
    }

    /** A sub-resource is at any path. */
    private static Optional<MethodPath> path(ResourceMethod resource) {
      return Annotations.ofClass(resource.type(), Path.class).stream()
          .map(path -> MethodPath.of(resource).below(path.value()))
          .findFirst();
    }

    /** Whether a method that is met by now, maybe itself, is cached that it may concern. */
    boolean isBesideCached() {
      return besideCached;
    }

    private void meet(Neighbour other) {
      if ((cached || other.cached) && mayConcern(other)) {
        besideCached = besideCached || other.cached;
        other.besideCached = other.besideCached || cached;
      }
    }

    private boolean mayConcern(Neighbour other) {
      return type == other.type
          || path.isEmpty()
          || other.path.isEmpty()
          || path.get().mayMatchAs(other.path.get());
    }
  }

  /** A method, beside all that were asked for before and will be after it. */
  synchronized Neighbour of(ResourceMethod resource) {
    Neighbour neighbour = known.get(resource);
    if (neighbour == null) {
      neighbour = new Neighbour(resource);
      known.values().forEach(neighbour::meet);
      known.put(resource, neighbour);
    }
    return neighbour;
  }

  /** Notes that a method is cached. */
  synchronized void cached(ResourceMethod resource) {
    Neighbour neighbour = of(resource);
    if (!neighbour.cached) {
      neighbour.cached = true;
      known.values().forEach(neighbour::meet);
    }
  }
}
