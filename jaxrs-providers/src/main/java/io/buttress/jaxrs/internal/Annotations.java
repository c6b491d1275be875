package io.buttress.jaxrs.internal;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the annotations of a resource method and of its class, in the order in which JAX-RS looks
 * for its own (Jakarta REST 3.1, 3.6): the class, then its superclasses, then interfaces. So a
 * proxy, which is a subclass, does not hide them.
 */
final class Annotations {
  private Annotations() {}

  /** What stands on the method, or else on the first that it overrides or implements. */
  static <A extends Annotation> List<A> ofMethod(ResourceMethod resource, Class<A> annotation) {
    return declarations(resource).stream()
        .map(method -> on(method, annotation))
        .filter(found -> !found.isEmpty())
        .findFirst()
        .orElse(List.of());
  }

  /** The method, and those that it overrides or implements. */
  static List<Method> declarations(ResourceMethod resource) {
    Set<Method> declarations = new LinkedHashSet<>();
    declarations.add(resource.method());
    for (Class<?> type : hierarchy(resource.type())) {
      Method same = counterpart(type, resource.method());
      if (same != null) {
        declarations.add(same);
      }
    }
    return List.copyOf(declarations);
  }

  /** What stands on the class, or else on the first superclass or interface. */
  static <A extends Annotation> List<A> ofClass(Class<?> type, Class<A> annotation) {
    return hierarchy(type).stream()
        .map(each -> on(each, annotation))
        .filter(found -> !found.isEmpty())
        .findFirst()
        .orElse(List.of());
  }

  private static <A extends Annotation> List<A> on(AnnotatedElement element, Class<A> annotation) {
    return List.of(element.getDeclaredAnnotationsByType(annotation));
  }

  private static Set<Class<?>> hierarchy(Class<?> type) {
    Set<Class<?>> types = new LinkedHashSet<>();
    for (Class<?> c = type; c != null && c != Object.class; c = c.getSuperclass()) {
      types.add(c);
    }
    List<Class<?>> open = new ArrayList<>(types);
    for (int i = 0; i < open.size(); i++) {
      for (Class<?> contract : open.get(i).getInterfaces()) {
        if (types.add(contract)) {
          open.add(contract);
        }
      }
    }
    return types;
  }

  private static @Nullable Method counterpart(Class<?> type, Method method) {
    List<Method> similar =
        Arrays.stream(type.getDeclaredMethods())
            .filter(other -> !other.isBridge() && isSimilar(other, method))
            .toList();
    return similar.stream()
        .filter(other -> Arrays.equals(other.getParameterTypes(), method.getParameterTypes()))
        .findFirst()
        .orElse(similar.size() == 1 ? similar.get(0) : null);
  }

  /** Whether it may be overridden: with type parameters its parameters are wider. */
  private static boolean isSimilar(Method other, Method method) {
    Class<?>[] wide = other.getParameterTypes();
    Class<?>[] narrow = method.getParameterTypes();
    if (!other.getName().equals(method.getName()) || wide.length != narrow.length) {
      return false;
    }
    for (int i = 0; i < wide.length; i++) {
      if (!wide[i].isAssignableFrom(narrow[i])) {
        return false;
      }
    }
    return true;
  }
}
