package io.buttress.jaxrs.app;

import io.buttress.jaxrs.Cached;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Application;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Providers;
import java.io.FileNotFoundException;
import java.util.Set;

/** Unwraps exceptions, and asks JAX-RS who maps what is within. */
@Path("repair")
public class Repair {
  /** Names its classes, so that nothing is scanned. */
  public static class Shop extends Application {
    @Override
    public Set<Class<?>> getClasses() {
      return Set.of(Repair.class, Unwrapping.class, Any.class);
    }
  }

  /** Has nobody who maps all. */
  public static class Workshop extends Application {
    @Override
    public Set<Class<?>> getClasses() {
      return Set.of(Repair.class, Unwrapping.class);
    }
  }

  @GET
  @Path("{what}")
  public String repair(@PathParam("what") String what) {
    throw new Wrapped(
        switch (what) {
          case "file" -> new FileNotFoundException(what);
          case "found" -> new NotFoundException(what);
          default -> new Throwable(what);
        });
  }

  @GET
  @Path("cached/{id}")
  @Cached(ttl = "1h", staleIfError = "1h")
  public String cached(@PathParam("id") String id, @HeaderParam("Fail") String message) {
    if (message != null) {
      throw new IllegalStateException(message);
    }
    return id;
  }

  /** As containers have them around an application's own. */
  public static class Wrapped extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Wrapped(Throwable cause) {
      super(cause);
    }
  }

  /** Leaves it to whoever maps the cause. */
  public static class Unwrapping implements ExceptionMapper<Wrapped> {
    @Context private Providers providers;

    @Override
    public Response toResponse(Wrapped wrapped) {
      return mapped(wrapped.getCause());
    }

    @SuppressWarnings("unchecked")
    private Response mapped(Throwable cause) {
      Class<Throwable> type = (Class<Throwable>) cause.getClass();
      return providers.getExceptionMapper(type).toResponse(cause);
    }
  }

  /** Maps all that nobody else does. */
  public static class Any implements ExceptionMapper<Throwable> {
    @Override
    public Response toResponse(Throwable exception) {
      return Response.status(422).entity(exception.getMessage()).build();
    }
  }
}
