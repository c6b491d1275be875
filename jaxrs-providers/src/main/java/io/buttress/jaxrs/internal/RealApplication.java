package io.buttress.jaxrs.internal;

import jakarta.ws.rs.core.Application;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The application as its author knows it. What is injected may be Jersey's {@code ResourceConfig}
 * around it, whose type nobody else has.
 */
final class RealApplication {
  private static final Logger LOG = System.getLogger(RealApplication.class.getName());

  private RealApplication() {}

  /**
   * Its class, maybe a proxy's; empty if it has none of its own.
   *
   * @param injected null if none was injected
   */
  static Optional<Class<?>> of(@Nullable Application injected) {
    Object application = injected;
    if (injected != null && ResourceMethod.isOfTheRuntime(injected.getClass())) {
      application = unwrapped(injected);
    }
    return Optional.<Object>ofNullable(application)
        .<Class<?>>map(Object::getClass)
        .filter(type -> !ResourceMethod.isOfTheRuntime(type));
  }

  private static @Nullable Object unwrapped(Application wrapper) {
    try {
      return wrapper.getClass().getMethod("getApplication").invoke(wrapper);
    } catch (ReflectiveOperationException e) {
      LOG.log(Level.DEBUG, "No application within " + wrapper.getClass(), e);
      return null;
    }
  }
}
