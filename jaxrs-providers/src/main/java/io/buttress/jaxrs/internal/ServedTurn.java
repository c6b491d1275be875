package io.buttress.jaxrs.internal;

import io.buttress.cache.Reply;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.ext.WriterInterceptorContext;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** An answer from the cache: as it was stored, whatever filters would make of it. */
final class ServedTurn implements CacheTurn {
  private final Reply reply;
  private @Nullable OutputStream stream;

  ServedTurn(Reply reply) {
    this.reply = reply;
  }

  @Override
  public void begin(ContainerResponseContext response) {
    stream = response.getEntityStream();
  }

  @Override
  public void respond(ContainerRequestContext request, ContainerResponseContext response) {
    StoredAnswer.put(reply, response);
    OutputStream unfiltered = stream;
    if (unfiltered != null && unfiltered != response.getEntityStream()) {
      response.setEntityStream(unfiltered);
    }
  }

  @Override
  public void write(WriterInterceptorContext context) throws IOException {
    context.getOutputStream().write(reply.body(), reply.offset(), reply.length());
  }
}
