package io.buttress.jaxrs.internal;

import jakarta.ws.rs.ext.WriterInterceptor;
import jakarta.ws.rs.ext.WriterInterceptorContext;
import java.io.IOException;

/**
 * Stands around all other interceptors: it sees content as it is sent, and they do not see what is
 * sent from the cache, which has passed them before it was stored.
 */
record CacheWriter() implements WriterInterceptor {
  /** The first: Jersey takes what is below for none. */
  static final int PRIORITY = 1;

  @Override
  public void aroundWriteTo(WriterInterceptorContext context) throws IOException {
    if (context.getProperty(CacheTurn.PROPERTY) instanceof CacheTurn turn) {
      turn.write(context);
    } else {
      context.proceed();
    }
  }
}
