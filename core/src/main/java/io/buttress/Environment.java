package io.buttress;

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
    String application, ClassLoader classLoader, Function<Class<?>, Object> instances) {}
