package io.buttress.jobs.ejb;

import io.buttress.jobs.JobHandler;
import io.buttress.jobs.Recurring;
import jakarta.enterprise.inject.spi.AnnotatedMethod;
import jakarta.enterprise.inject.spi.AnnotatedType;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;

/** The methods of a bean's class that say something of jobs. */
final class BeanMethods {
  private BeanMethods() {}

  /**
   * Each one once: compilers repeat annotations on the bridges of generic methods, and containers
   * tell of overridden methods, too.
   */
  static List<? extends AnnotatedMethod<?>> of(AnnotatedType<?> type) {
    List<? extends AnnotatedMethod<?>> all =
        type.getMethods().stream().filter(BeanMethods::saysSomething).toList();
    return all.stream()
        .filter(method -> !method.getJavaMember().isBridge())
        .filter(method -> all.stream().noneMatch(other -> overrides(other, method)))
        .toList();
  }

  private static boolean saysSomething(AnnotatedMethod<?> method) {
    return method.getAnnotation(JobHandler.class) != null
        || method.getAnnotation(Recurring.class) != null;
  }

  private static boolean overrides(AnnotatedMethod<?> annotated, AnnotatedMethod<?> other) {
    Method method = annotated.getJavaMember();
    Method overridden = other.getJavaMember();
    return !method.equals(overridden)
        && method.getName().equals(overridden.getName())
        && Arrays.equals(method.getParameterTypes(), overridden.getParameterTypes())
        && overridden.getDeclaringClass().isAssignableFrom(method.getDeclaringClass());
  }
}
