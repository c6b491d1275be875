package io.buttress.jaxrs.internal;

import io.buttress.http.RequestMarks;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestEvent;
import jakarta.servlet.ServletRequestListener;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/**
 * Learns from the servlet container when a request has really ended: when it leaves the
 * application, or if it is asynchronous, when that is complete. JAX-RS itself tells only who
 * suspends a response ({@code CompletionCallback}), and tells nobody when a synchronous response
 * has been written.
 *
 * <p>Some containers say that a request leaves when its first thread does, with asynchronous work
 * still to come; so both are watched, and whoever comes first finishes the admission.
 */
final class RequestEnd implements ServletRequestListener {
  private static final Logger LOG = System.getLogger(RequestEnd.class.getName());

  /**
   * Whether the end of the request will be told, and the admission finished then. To be asked when
   * the response begins: then it can't be complete yet.
   *
   * @param request the request of this thread; null outside of a servlet container
   */
  static boolean watches(@Nullable HttpServletRequest request, Admission admission) {
    if (request == null) {
      return false;
    }
    return request.isAsyncStarted()
        ? awaitsCompletion(request, admission)
        : ApplicationEnd.of(request.getServletContext().getClassLoader()).isPresent();
  }

  private static boolean awaitsCompletion(ServletRequest request, Admission admission) {
    try {
      request.getAsyncContext().addListener(new RequestCompletion(admission));
      admission.awaitCompletion();
      return true;
    } catch (IllegalStateException e) {
      // A container may refuse it to other threads than the request's first.
      LOG.log(Level.DEBUG, "The end of an asynchronous request can''t be awaited", e);
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
    if (!(request.getAttribute(Admission.PROPERTY) instanceof Admission admission)
        || admission.isFinished()) {
      return;
    }
    if (!request.isAsyncStarted()) {
      admission.finish(RequestMarks.cost(request.getAttribute(RequestMarks.COST)));
    } else if (!admission.awaitsCompletion()
        && (admission.hasResponded() || !awaitsCompletion(request, admission))) {
      // Too late to await it, or not possible.
      admission.finish(RequestMarks.cost(request.getAttribute(RequestMarks.COST)));
    }
  }
}
