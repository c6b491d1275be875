package io.buttress.internal;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.annotation.Annotation;
import java.lang.reflect.InvocationTargetException;
import java.util.Optional;

/**
 * Instances of the classes that settings name. CDI is reached by reflection: it is there on a
 * Jakarta EE server and mostly not on Tomcat, and core is to work on both.
 */
public final class Instances {
  private static final Logger LOG = System.getLogger(Instances.class.getName());
  private static final String CDI = "jakarta.enterprise.inject.spi.CDI";
  private static final String INSTANCE = "jakarta.enterprise.inject.Instance";

  private Instances() {}

  /**
   * A CDI bean where there is one, else made by its public constructor without parameters.
   *
   * @throws IllegalArgumentException if there is neither; says why
   */
  public static Object of(Class<?> type) {
    return bean(type).orElseGet(() -> made(type));
  }

  private static Optional<Object> bean(Class<?> type) {
    ClassLoader loader = type.getClassLoader();
    if (loader == null) {
      return Optional.empty();
    }
    try {
      Class<?> cdi = Class.forName(CDI, false, loader);
      Class<?> instance = Class.forName(INSTANCE, false, loader);
      Object container = cdi.getMethod("current").invoke(null);
      Object beans =
          instance
              .getMethod("select", Class.class, Annotation[].class)
              .invoke(container, type, new Annotation[0]);
      return (boolean) instance.getMethod("isResolvable").invoke(beans)
          ? Optional.of(instance.getMethod("get").invoke(beans))
          : Optional.empty();
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IllegalStateException noContainer) {
        LOG.log(Level.DEBUG, "No CDI container runs here", noContainer);
        return Optional.empty();
      }
      throw new IllegalArgumentException("its CDI bean can't be made", e.getCause());
    } catch (ReflectiveOperationException e) {
      LOG.log(Level.DEBUG, "There is no CDI here", e);
      return Optional.empty();
    }
  }

  private static Object made(Class<?> type) {
    try {
      return type.getConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException(
          "it is no CDI bean and has no public constructor without parameters that works", e);
    }
  }
}
