package io.buttress.config;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** Instances of the classes that settings name: one of each, also when settings are read again. */
public final class UserClasses {
  private final ClassLoader loader;
  private final Function<Class<?>, Object> instances;
  private final Map<String, Object> made = new ConcurrentHashMap<>();

  /**
   * @param loader where the application's classes are
   * @param instances gives an instance of a class
   */
  public UserClasses(ClassLoader loader, Function<Class<?>, Object> instances) {
    this.loader = loader;
    this.instances = instances;
  }

  /** Where the application's classes are. */
  ClassLoader loader() {
    return loader;
  }

  /**
   * The instance of a class.
   *
   * @throws IllegalArgumentException if there is no such class, if it isn't of the type, or if it
   *     can't be made
   */
  <T> T instance(String className, Class<T> type) {
    Class<?> found = find(className);
    if (!type.isAssignableFrom(found)) {
      throw new IllegalArgumentException(
          "the class " + className + " does not implement " + type.getName());
    }
    return type.cast(made.computeIfAbsent(className, name -> make(found)));
  }

  private Class<?> find(String className) {
    try {
      return Class.forName(className, false, loader);
    } catch (ClassNotFoundException e) {
      throw new IllegalArgumentException("there is no class " + className, e);
    } catch (LinkageError e) {
      throw new IllegalArgumentException("the class " + className + " can't be loaded: " + e, e);
    }
  }

  private Object make(Class<?> type) {
    try {
      return instances.apply(type);
    } catch (RuntimeException | LinkageError e) {
      throw new IllegalArgumentException(
          "the class " + type.getName() + " can't be made: " + reason(e), e);
    }
  }

  /** The innermost cause: what stands around it is about how the class was made. */
  private static String reason(Throwable thrown) {
    Throwable cause = thrown;
    while (cause.getCause() != null && cause.getCause() != cause) {
      cause = cause.getCause();
    }
    return cause.toString();
  }
}
