package io.buttress.jaxrs.internal;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestEvent;
import jakarta.servlet.ServletRequestListener;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Learns from the servlet container when a request has really ended: when it leaves the
 * application, or if it is asynchronous, when that is complete. JAX-RS itself tells only who
 * suspends a response ({@code CompletionCallback}), and tells nobody when a synchronous response
 * has been written, or when an exception was left to the container.
 *
 * <p>Tomcat does not say that an asynchronous request leaves when it completes early; Undertow says
 * so when its first thread leaves, with asynchronous work still to come, or even under way. So the
 * completion is awaited by a listener that is added when the response begins, and again when the
 * request leaves: on other threads than its first RESTEasy may not know the request any more.
 */
final class RequestEnd implements ServletRequestListener {
  private static final Logger LOG = System.getLogger(RequestEnd.class.getName());

  /** Attributes of a request that may hold something {@link Unfinished}. */
  private static final List<String> KEPT_IN =
      List.of(Admission.PROPERTY, KeyedExchange.PROPERTY, CacheTurn.PROPERTY);

  /**
   * Whether this class is going to be told of the end of a request.
   *
   * @param request the request of this thread; null outside of a servlet container
   */
  static boolean isTold(@Nullable HttpServletRequest request) {
    // One that was suspended and dispatched again has left for some containers, once for all.
    return request != null
        && request.getDispatcherType() != DispatcherType.ASYNC
        && ApplicationEnd.of(request.getServletContext().getClassLoader()).isPresent();
  }

  /**
   * Leaves something to the completion of its request.
   *
   * @param request the request of this thread; null outside of a servlet container
   * @return whether that was possible
   */
  static boolean awaitsCompletion(@Nullable ServletRequest request, Unfinished left) {
    try {
      if (request == null || !request.isAsyncStarted()) {
        return false;
      }
      request.getAsyncContext().addListener(new RequestCompletion(left));
      return true;
    } catch (IllegalStateException e) {
      LOG.log(Level.DEBUG, "The end of an asynchronous request cannot be awaited", e);
      return false;
    }
  }

  @Override
  public void requestInitialized(ServletRequestEvent event) {
    // Nothing is known of the request yet.
  }

  @Override
  public void requestDestroyed(ServletRequestEvent event) {
    ServletRequest request = event.getServletRequest();
    for (String property : KEPT_IN) {
      if (request.getAttribute(property) instanceof Unfinished left && !left.isFinished()) {
        end(request, left);
      }
    }
  }

  private static void end(ServletRequest request, Unfinished left) {
    if (!awaitsCompletion(request, left)) {
      left.end(RequestOver.of(request));
    }
  }
}
