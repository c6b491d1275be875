package io.buttress.jaxrs.internal;

import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.container.ResourceInfo;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * A resource method of the application.
 *
 * @param type the class that JAX-RS calls, maybe a proxy
 * @param method the method that it calls
 */
record ResourceMethod(Class<?> type, Method method) {
  // RFC 9110, 9.2.1.
  private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");

  /**
   * The method that is being configured; empty if it is one of the runtime's own, such as Jersey's
   * answer to OPTIONS.
   */
  static Optional<ResourceMethod> of(ResourceInfo info) {
    Class<?> type = info.getResourceClass();
    Method method = info.getResourceMethod();
    return type == null || method == null || isOfTheRuntime(type)
        ? Optional.empty()
        : Optional.of(new ResourceMethod(type, method));
  }

  /** Whether a class belongs to JAX-RS itself or its implementation. */
  static boolean isOfTheRuntime(Class<?> type) {
    String name = type.getName();
    return name.startsWith("org.glassfish.jersey.")
        || name.startsWith("org.jboss.resteasy.")
        || name.startsWith("jakarta.ws.rs.");
  }

  /** The class as its author knows it; of a proxy that only has interfaces, the method's. */
  Class<?> realType() {
    Class<?> real = RealType.of(type);
    return real == Object.class || real == Proxy.class ? method.getDeclaringClass() : real;
  }

  /** Its HTTP method; empty if it has none, as a sub-resource locator. */
  String httpMethod() {
    return Annotations.declarations(this).stream()
        .flatMap(declaration -> Arrays.stream(declaration.getAnnotations()))
        .map(annotation -> annotation.annotationType().getAnnotation(HttpMethod.class))
        .filter(Objects::nonNull)
        .map(HttpMethod::value)
        .findFirst()
        .orElse("");
  }

  /** Whether it promises to change nothing, maybe by an annotation of the application's own. */
  boolean isSafe() {
    return isSafe(httpMethod());
  }

  /** Whether an HTTP method promises to change nothing. */
  static boolean isSafe(String httpMethod) {
    return SAFE.contains(httpMethod);
  }

  /** What the key {@code resource-method} stands for. */
  String key() {
    return realType().getName() + "#" + method.getName();
  }
}
