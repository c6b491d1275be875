package io.buttress.jaxrs.internal;

import io.buttress.cache.Change;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;

/** A request that may change what is stored: purged before its client hears of the success. */
record WatchedTurn(Change change) implements CacheTurn {
  @Override
  public void respond(ContainerRequestContext request, ContainerResponseContext response) {
    change.answered(response.getStatus(), ResponseFields.of(response));
  }
}
