package io.buttress.jaxrs.internal;

import jakarta.annotation.Priority;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;

/** Tells what works under a key that there is a response. Runs last, when that is as it is sent. */
@Priority(AnswerCopier.OUTERMOST)
record AnswerBegin(ServletSide servlet) implements ContainerResponseFilter {
  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response) {
    if (servlet.isErrorDispatch()) {
      return;
    }
    if (request.getProperty(ReplayedAnswer.PROPERTY) instanceof ReplayedAnswer replayed) {
      replayed.restate(response);
    } else if (request.getProperty(KeyedExchange.PROPERTY) instanceof KeyedExchange exchange) {
      exchange.begin(response);
      if (!exchange.isFinished()) {
        RequestEnd.awaitsCompletion(servlet.request(), exchange);
      }
    }
  }
}
