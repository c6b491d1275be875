package io.buttress.jaxrs.internal;

import jakarta.servlet.http.HttpServletRequest;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/**
 * What the servlet container knows of a request, if JAX-RS runs in one.
 *
 * <p>What is injected is a proxy that leads to the request of the thread. Outside of a servlet
 * container it is null (Jersey), or fails when it is asked (RESTEasy).
 */
final class ServletSide {
  private static final Logger LOG = System.getLogger(ServletSide.class.getName());

  private final @Nullable HttpServletRequest injected;
  private volatile boolean absent;

  ServletSide(@Nullable HttpServletRequest injected) {
    this.injected = injected;
    if (injected == null) {
      becomeAbsent();
    }
  }

  /** The request of this thread, or null. */
  @Nullable HttpServletRequest request() {
    if (absent || injected == null) {
      return null;
    }
    try {
      return injected.getMethod() == null ? null : injected;
    } catch (RuntimeException e) {
      LOG.log(Level.DEBUG, "No servlet request", e);
      becomeAbsent();
      return null;
    }
  }

  private void becomeAbsent() {
    absent = true;
    LOG.log(
        Level.WARNING,
        "JAX-RS runs outside of a servlet container: the client''s address is unknown, and all"
            + " clients count as one where it is the key");
  }
}
