package io.buttress;

import io.buttress.internal.Instances;
import java.util.function.Function;

/**
 * What the container edge knows and the runtime needs.
 *
 * @param application a name for logs and JMX, such as the context path
 * @param classLoader where the application's classes and configuration are
 * @param instances gives an instance of a user's class: a CDI bean where there is one, else made by
 *     its public constructor without parameters
 */
public record Environment(
    String application, ClassLoader classLoader, Function<Class<?>, Object> instances) {
  /** With beans where there is CDI. */
  public static Environment of(String application, ClassLoader classLoader) {
    return new Environment(application, classLoader, Instances::of);
  }
}
