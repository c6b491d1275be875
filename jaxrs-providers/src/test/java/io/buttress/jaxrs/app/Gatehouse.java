package io.buttress.jaxrs.app;

import io.buttress.jaxrs.RateLimited;
import io.buttress.ratelimit.Algorithm;
import jakarta.annotation.Priority;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.Application;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.MessageBodyWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.util.Set;

/** Has filters of all kinds around its limits. */
public class Gatehouse extends Application {
  @Override
  public Set<Class<?>> getClasses() {
    return Set.of(
        Gate.class, Login.class, Shortcut.class, Warden.class, Cors.class, QuotingWriter.class);
  }

  /** The same with a login that runs late. */
  public static class Late extends Application {
    @Override
    public Set<Class<?>> getClasses() {
      return Set.of(Gate.class, Login.Unordered.class);
    }
  }

  /** The same with a login of the container's. */
  public static class Trusting extends Application {
    @Override
    public Set<Class<?>> getClasses() {
      return Set.of(Gate.class);
    }
  }

  /** Has limits of both kinds. */
  @Path("gate")
  public static class Gate {
    @GET
    @RateLimited(policy = "attempts", limits = "10/1h")
    @RateLimited(policy = "own", limits = "1/1h", key = "principal|none")
    public String here() {
      return "gate";
    }

    @GET
    @Path("one-at-a-time")
    @RateLimited(policy = "one", algorithm = Algorithm.CONCURRENCY, limits = "1", key = "constant")
    @RateLimited(policy = "own-of-one", limits = "1/1h", key = "principal|none")
    public String oneAtATime() {
      return "one";
    }
  }

  /** Answers before the method is known. */
  @PreMatching
  public static class Shortcut implements ContainerRequestFilter {
    @Override
    public void filter(ContainerRequestContext context) {
      if (context.getHeaderString("Shortcut") != null) {
        context.abortWith(Response.status(418).build());
      }
    }
  }

  /** Forbids after the login. */
  @Priority(Priorities.AUTHORIZATION)
  public static class Warden implements ContainerRequestFilter {
    @Override
    public void filter(ContainerRequestContext context) {
      if (context.getHeaderString("Forbidden") != null) {
        context.abortWith(Response.status(403).build());
      }
    }
  }

  /** Lets scripts read every answer. */
  public static class Cors implements ContainerResponseFilter {
    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
      response.getHeaders().add("Access-Control-Allow-Origin", "*");
    }
  }

  /** Makes JSON of texts. */
  @Produces({MediaType.TEXT_PLAIN, "application/problem+json"})
  public static class QuotingWriter implements MessageBodyWriter<String> {
    @Override
    public boolean isWriteable(Class<?> type, Type generic, Annotation[] a, MediaType media) {
      return type == String.class;
    }

    @Override
    public void writeTo(
        String text,
        Class<?> type,
        Type generic,
        Annotation[] annotations,
        MediaType media,
        MultivaluedMap<String, Object> headers,
        OutputStream out)
        throws IOException {
      out.write(('"' + text + '"').getBytes());
    }
  }
}
