package io.buttress.jaxrs.internal;

import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Whether the type of an answer depends on the request's Accept (Jakarta REST 3.1, 3.7.2 and 3.8).
 * JAX-RS chooses it, and says no Vary.
 */
final class Negotiated {
  /** Two templates that differ in names only match the same paths. */
  private static final Pattern VARIABLE = Pattern.compile("\\{\\s*[\\w.-]+\\s*");

  private Negotiated() {}

  /** Unless all methods for the same path give one and the same type. */
  static boolean is(ResourceMethod resource) {
    Set<String> types =
        Stream.concat(Stream.of(resource), besides(resource))
            .flatMap(method -> types(method).stream())
            .collect(Collectors.toSet());
    return types.size() != 1 || types.stream().anyMatch(type -> type.contains("*"));
  }

  private static Stream<ResourceMethod> besides(ResourceMethod resource) {
    return Arrays.stream(resource.type().getMethods())
        .map(method -> new ResourceMethod(resource.type(), method))
        .filter(other -> other.httpMethod().equals(resource.httpMethod()))
        .filter(other -> path(other).equals(path(resource)));
  }

  private static String path(ResourceMethod resource) {
    return Annotations.ofMethod(resource, Path.class).stream()
        .map(path -> VARIABLE.matcher(path.value()).replaceAll("{"))
        .map(path -> path.replaceAll("^/|/$", ""))
        .findFirst()
        .orElse("");
  }

  /** Without parameters, which weigh them; where nothing is said, any. */
  private static List<String> types(ResourceMethod resource) {
    List<Produces> own = Annotations.ofMethod(resource, Produces.class);
    List<Produces> found =
        own.isEmpty() ? Annotations.ofClass(resource.type(), Produces.class) : own;
    List<String> types =
        found.stream()
            .flatMap(produces -> Arrays.stream(produces.value()))
            .flatMap(value -> Arrays.stream(value.split(",")))
            .map(type -> type.split(";", 2)[0].strip())
            .toList();
    return types.isEmpty() ? List.of("*/*") : types;
  }
}
