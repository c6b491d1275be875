package io.buttress.jaxrs.internal;

import io.buttress.error.ConfigurationException;
import jakarta.ws.rs.Path;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Sub-resource locators: methods with a path and without an HTTP method. JAX-RS runs no filter for
 * them, so an annotation there would have no effect.
 */
final class Locators {
  private final Class<? extends Annotation> annotation;
  // Of each class once: JAX-RS tells it with each of its methods.
  private final Set<Class<?>> checked = ConcurrentHashMap.newKeySet();

  /**
   * @param annotation what must not stand on one
   */
  Locators(Class<? extends Annotation> annotation) {
    this.annotation = annotation;
  }

  /**
   * Refuses the annotation on locators of a resource class.
   *
   * @throws ConfigurationException if there is one
   */
  void refuse(Class<?> type) {
    if (checked.contains(type)) {
      return;
    }
    for (Method method : type.getMethods()) {
      ResourceMethod resource = new ResourceMethod(type, method);
      if (isLocator(resource) && !Annotations.ofMethod(resource, annotation).isEmpty()) {
        throw new ConfigurationException(
            List.of(
                "@"
                    + annotation.getSimpleName()
                    + " on "
                    + resource.key()
                    + ", a sub-resource locator: it would have no effect; put it on the class or"
                    + " the methods of the sub-resource"));
      }
    }
    checked.add(type);
  }

  private static boolean isLocator(ResourceMethod resource) {
    return resource.httpMethod().isEmpty()
        && Annotations.declarations(resource).stream()
            .anyMatch(method -> method.isAnnotationPresent(Path.class));
  }
}
