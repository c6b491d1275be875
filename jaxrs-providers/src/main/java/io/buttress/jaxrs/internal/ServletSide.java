package io.buttress.jaxrs.internal;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicBoolean;
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
  private final @Nullable HttpServletResponse injectedResponse;
  private final AtomicBoolean warned = new AtomicBoolean();

  ServletSide(
      @Nullable HttpServletRequest injected, @Nullable HttpServletResponse injectedResponse) {
    this.injected = injected;
    this.injectedResponse = injectedResponse;
  }

  /** The request of this thread, which is the first of the request; null is worth a warning. */
  @Nullable HttpServletRequest firstRequest() {
    HttpServletRequest request = request();
    if (request == null && warned.compareAndSet(false, true)) {
      LOG.log(
          Level.WARNING,
          "JAX-RS runs outside of a servlet container, at least for some requests: the address of"
              + " their client is unknown, and they count as one where it is the key");
    }
    return request;
  }

  /** The request of this thread, or null. */
  @Nullable HttpServletRequest request() {
    if (injected == null) {
      return null;
    }
    try {
      return injected.getMethod() == null ? null : injected;
    } catch (RuntimeException e) {
      // Of this thread: another one may have a request all the same.
      LOG.log(Level.DEBUG, "No servlet request", e);
      return null;
    }
  }

  /** Whether this thread renders an error page, which is not what the client asked for. */
  boolean isErrorDispatch() {
    HttpServletRequest request = request();
    return request != null && request.getDispatcherType() == DispatcherType.ERROR;
  }

  /** The response of this thread, or null. */
  @Nullable HttpServletResponse response() {
    return request() == null ? null : injectedResponse;
  }

  /** Whether the application has begun to answer past JAX-RS, which sets the status at the end. */
  boolean isAnsweredByHand() {
    HttpServletResponse response = response();
    return response != null
        && (response.isCommitted() || response.getStatus() != HttpServletResponse.SC_OK);
  }
}
