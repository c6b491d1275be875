package io.buttress.jaxrs.internal;

import jakarta.ws.rs.container.ContainerRequestContext;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Set;

/**
 * Whether a response is what JAX-RS, or a mapper of the application, has made of an exception. No
 * API tells: so Jersey is asked by its own, and for RESTEasy it counts who is at work.
 */
final class Failure {
  private static final Logger LOG = System.getLogger(Failure.class.getName());
  private static final Set<Integer> ERRORS = Set.of(500, 502, 503, 504);

  private Failure() {}

  static boolean is(ContainerRequestContext request, int status) {
    return ERRORS.contains(status) && (isOfJersey(request) || isOfResteasy());
  }

  private static boolean isOfJersey(ContainerRequestContext request) {
    Object uris = request.getUriInfo();
    for (Class<?> type : uris.getClass().getInterfaces()) {
      try {
        return type.getMethod("getMappedThrowable").invoke(uris) != null;
      } catch (ReflectiveOperationException e) {
        LOG.log(Level.DEBUG, "Not the one of Jersey", e);
      }
    }
    return false;
  }

  private static boolean isOfResteasy() {
    return StackWalker.getInstance()
        .walk(
            frames ->
                frames.anyMatch(
                    frame ->
                        frame.getClassName().equals("org.jboss.resteasy.core.SynchronousDispatcher")
                            && frame.getMethodName().equals("writeException")));
  }
}
