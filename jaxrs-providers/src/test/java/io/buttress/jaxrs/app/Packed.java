package io.buttress.jaxrs.app;

import jakarta.annotation.Priority;
import jakarta.ws.rs.NameBinding;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.ext.ReaderInterceptor;
import jakarta.ws.rs.ext.ReaderInterceptorContext;
import jakarta.ws.rs.ext.WriterInterceptor;
import jakarta.ws.rs.ext.WriterInterceptorContext;
import java.io.ByteArrayInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.TreeSet;

/** Binds interceptors that change what is read and written. */
@NameBinding
@Retention(RetentionPolicy.RUNTIME)
public @interface Packed {
  /** Reads a letter more, and writes capitals. */
  @Packed
  @Priority(Priorities.ENTITY_CODER)
  class Packer implements ReaderInterceptor, WriterInterceptor {
    @Override
    public Object aroundReadFrom(ReaderInterceptorContext context) throws IOException {
      byte[] body = context.getInputStream().readAllBytes();
      context.setInputStream(new ByteArrayInputStream((new String(body) + "+").getBytes()));
      return context.proceed();
    }

    @Override
    public void aroundWriteTo(WriterInterceptorContext context) throws IOException {
      context.getHeaders().add("X-Packed", "yes");
      context.setOutputStream(new Capitals(context.getOutputStream()));
      context.proceed();
    }
  }

  /** Tells what filters are told, and wraps the stream. */
  class Witness implements ContainerRequestFilter, ContainerResponseFilter {
    @Override
    public void filter(ContainerRequestContext request) {
      request.setProperty("seen", request.getMethod() + " " + request.hasEntity());
    }

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
      response.getHeaders().putSingle("X-Seen", request.getProperty("seen"));
      response
          .getHeaders()
          .putSingle(
              "X-Response",
              response.getStatus()
                  + " "
                  + response.hasEntity()
                  + " "
                  + new TreeSet<>(response.getHeaders().keySet()));
      if (request.getHeaders().containsKey("X-Capitals")) {
        response.setEntityStream(new Capitals(response.getEntityStream()));
      }
    }
  }

  /** Makes capitals of letters. */
  class Capitals extends FilterOutputStream {
    Capitals(OutputStream out) {
      super(out);
    }

    @Override
    public void write(int letter) throws IOException {
      super.write(Character.toUpperCase(letter));
    }
  }
}
