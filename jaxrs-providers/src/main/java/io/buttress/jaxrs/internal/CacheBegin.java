package io.buttress.jaxrs.internal;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;

/** Tells the cache of the response before the application's filters have seen it. */
record CacheBegin() implements ContainerResponseFilter {
  static final int PRIORITY = Integer.MAX_VALUE;

  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response) {
    if (request.getProperty(CacheTurn.PROPERTY) instanceof CacheTurn turn) {
      turn.begin(response);
    }
  }
}
