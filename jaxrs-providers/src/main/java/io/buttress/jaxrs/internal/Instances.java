package io.buttress.jaxrs.internal;

import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.spi.CDI;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;

/** Instances of the classes that settings name. */
final class Instances {
  private static final Logger LOG = System.getLogger(Instances.class.getName());

  private Instances() {}

  /** A CDI bean where there is one, else made by its public constructor without parameters. */
  static Object of(Class<?> type) {
    return bean(type).orElseGet(() -> made(type));
  }

  private static Optional<Object> bean(Class<?> type) {
    try {
      Instance<?> beans = CDI.current().select(type);
      return beans.isResolvable() ? Optional.of(beans.get()) : Optional.empty();
    } catch (IllegalStateException | NoClassDefFoundError e) {
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
