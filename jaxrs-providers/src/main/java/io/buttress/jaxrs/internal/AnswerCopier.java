package io.buttress.jaxrs.internal;

import jakarta.annotation.Priority;
import jakarta.ws.rs.ext.WriterInterceptor;
import jakarta.ws.rs.ext.WriterInterceptorContext;
import java.io.IOException;

/**
 * Copies the entity of an answer while it is written, and writes that of a replay. It comes first
 * of all interceptors, so that the copy is what they make of the entity, and nothing is made of the
 * copy when it is replayed.
 */
@Priority(AnswerCopier.OUTERMOST)
final class AnswerCopier implements WriterInterceptor {
  /** Jersey takes a number below 1 for none unless it stands in an annotation. */
  static final int OUTERMOST = -1000;

  @Override
  public void aroundWriteTo(WriterInterceptorContext context) throws IOException {
    if (context.getProperty(ReplayedAnswer.PROPERTY) instanceof ReplayedAnswer replayed
        && replayed.isEntity(context.getEntity())) {
      context.getOutputStream().write(replayed.answer().body());
    } else if (context.getProperty(KeyedExchange.PROPERTY) instanceof KeyedExchange exchange
        && exchange.copies(context.getEntity())) {
      copy(context, exchange);
    } else {
      context.proceed();
    }
  }

  private static void copy(WriterInterceptorContext context, KeyedExchange exchange)
      throws IOException {
    AnswerCopy copy = exchange.copy(context.getOutputStream());
    context.setOutputStream(copy);
    copy.whenBegun(() -> exchange.begun(context.getOutputStream() == copy));
    boolean written = false;
    try {
      context.proceed();
      written = true;
    } finally {
      if (!written) {
        exchange.failed();
      } else {
        // An interceptor may have put a stream on top that holds something back, and closes this.
        copy.whenClosed(() -> exchange.written(true));
        exchange.written(context.getOutputStream() == copy);
      }
    }
  }
}
