package io.buttress.jaxrs.internal;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;

/** Shows what works under a key its response before the application's filters have seen it. */
record AnswerStart() implements ContainerResponseFilter {
  static final int PRIORITY = Integer.MAX_VALUE;

  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response) {
    if (request.getProperty(KeyedExchange.PROPERTY) instanceof KeyedExchange exchange) {
      exchange.start(response);
    }
  }
}
