package io.buttress.jaxrs.internal;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;

/**
 * Tells the cache of the response when the application's filters have seen it. The limits' fields
 * come after that: they belong to an answer from the cache, too.
 */
record CacheResponse(ServletSide servlet) implements ContainerResponseFilter {
  static final int PRIORITY = ResponseEnd.PRIORITY + 1;

  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response) {
    if (request.getProperty(CacheTurn.PROPERTY) instanceof CacheTurn turn) {
      turn.respond(request, response);
      if (!turn.isFinished()) {
        boolean unused = RequestEnd.awaitsCompletion(servlet.request(), turn);
      }
    }
  }
}
