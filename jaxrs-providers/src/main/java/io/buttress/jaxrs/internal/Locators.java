package io.buttress.jaxrs.internal;

import io.buttress.error.ConfigurationException;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;

/**
 * Sub-resource locators: methods with a path and without an HTTP method. JAX-RS runs no filter for
 * them, so an annotation there would limit nothing.
 */
final class Locators {
  private Locators() {}

  /**
   * Refuses annotations on locators of a resource class.
   *
   * @throws ConfigurationException if there is one
   */
  static void refuseLimits(Class<?> type) {
    for (Method method : type.getMethods()) {
      ResourceMethod resource = new ResourceMethod(type, method);
      if (isLocator(resource) && !Annotations.ofMethod(resource).isEmpty()) {
        throw new ConfigurationException(
            List.of(
                "@RateLimited on "
                    + resource.key()
                    + ", a sub-resource locator: it would limit nothing; put it on the class or"
                    + " the methods of the sub-resource"));
      }
    }
  }

  private static boolean isLocator(ResourceMethod resource) {
    List<Method> all = Annotations.declarations(resource);
    return all.stream().anyMatch(method -> method.isAnnotationPresent(Path.class))
        && all.stream().noneMatch(Locators::hasHttpMethod);
  }

  private static boolean hasHttpMethod(Method method) {
    return Arrays.stream(method.getAnnotations())
        .anyMatch(a -> a.annotationType().isAnnotationPresent(HttpMethod.class));
  }
}
