package io.buttress.jaxrs.internal;

import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Whether the type of a resource method's answers depends on the request's Accept (Jakarta REST
 * 3.1, 3.7.2 and 3.8). JAX-RS chooses it, and says no Vary.
 */
final class Negotiated {
  private final String httpMethod;
  private final String place;
  private final MethodPath path;
  private final Set<String> types;
  private volatile boolean negotiated;

  private Negotiated(String httpMethod, String place, MethodPath path, Set<String> types) {
    this.httpMethod = httpMethod;
    this.place = place;
    this.path = path;
    this.types = types;
    this.negotiated = types.size() != 1 || types.stream().anyMatch(type -> type.contains("*"));
  }

  /** A method by itself. */
  static Negotiated of(ResourceMethod resource) {
    return new Negotiated(
        resource.httpMethod(), place(resource), MethodPath.of(resource), types(resource));
  }

  /** Notes for both that the application has the other one, too. */
  void meet(Negotiated other) {
    if (httpMethod.equals(other.httpMethod)
        && place.equals(other.place)
        && !types.equals(other.types)
        && path.mayMatchAs(other.path)) {
      negotiated = true;
      other.negotiated = true;
    }
  }

  /** As far as the methods are known by now. */
  boolean is() {
    return negotiated;
  }

  /** Classes with the same path are one to JAX-RS (3.7.2); a sub-resource is at any. */
  private static String place(ResourceMethod resource) {
    return Annotations.ofClass(resource.type(), Path.class).stream()
        .map(path -> MethodPath.normalised(path.value()))
        .findFirst()
        .orElseGet(() -> resource.realType().getName());
  }

  /** Without parameters, which weigh them; where nothing is said, any. */
  private static Set<String> types(ResourceMethod resource) {
    List<Produces> own = Annotations.ofMethod(resource, Produces.class);
    List<Produces> found =
        own.isEmpty() ? Annotations.ofClass(resource.type(), Produces.class) : own;
    Set<String> types =
        found.stream()
            .flatMap(produces -> Arrays.stream(produces.value()))
            .flatMap(value -> Arrays.stream(value.split(",")))
            .map(type -> type.split(";", 2)[0].strip())
            .collect(Collectors.toUnmodifiableSet());
    return types.isEmpty() ? Set.of("*/*") : types;
  }
}
