package io.buttress.jaxrs.app;

import jakarta.ws.rs.NameBinding;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.Response;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

/** Binds filters to methods. */
@NameBinding
@Retention(RetentionPolicy.RUNTIME)
public @interface Guarded {
  /** Does what the request asks of it. */
  @Guarded
  class Guard implements ContainerRequestFilter, ContainerResponseFilter {
    @Override
    public void filter(ContainerRequestContext request) {
      String wish = request.getHeaderString("Guard");
      if ("abort".equals(wish)) {
        request.abortWith(Response.status(403).build());
      } else if ("throw".equals(wish)) {
        throw new IllegalStateException("the guard");
      }
    }

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
      if ("throw-late".equals(request.getHeaderString("Guard"))) {
        throw new IllegalStateException("the guard, late");
      }
    }
  }
}
