package io.buttress.jaxrs.internal;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.ext.WriterInterceptorContext;
import java.io.IOException;

/** What the cache has to do with one request. Lives in a property of the request context. */
interface CacheTurn extends Unfinished {
  /** The name of the property. */
  String PROPERTY = "io.buttress.jaxrs.cache-turn";

  /** No other filter has seen the response. */
  default void begin(ContainerResponseContext response) {}

  /** All other filters have seen the response. */
  void respond(ContainerRequestContext request, ContainerResponseContext response);

  /** The response has content, which is to be written. */
  default void write(WriterInterceptorContext context) throws IOException {
    context.proceed();
  }

  @Override
  default boolean isFinished() {
    return true;
  }

  @Override
  default void end(RequestOver over) {}
}
