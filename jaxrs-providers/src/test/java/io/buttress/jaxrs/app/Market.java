package io.buttress.jaxrs.app;

import jakarta.annotation.Priority;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.Application;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** Has a till, and whatever stands around one. */
public class Market extends Application {
  @Override
  public Set<Class<?>> getClasses() {
    return Set.of(
        Till.class,
        Stall.class,
        SoldOut.Mapper.class,
        Packed.Packer.class,
        Stamp.class,
        Encoder.class,
        Login.class,
        Gatehouse.Warden.class,
        Gatehouse.Cors.class);
  }

  /** Gives each answer another place if the request wants that, when other filters have run. */
  @Priority(1)
  public static class Stamp implements ContainerResponseFilter {
    private static final AtomicInteger STAMPED = new AtomicInteger();

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
      if (request.getHeaderString("Stamp") != null) {
        response.getHeaders().putSingle("Content-Location", "/" + STAMPED.incrementAndGet());
      }
    }
  }

  /** Encodes what is not encoded yet, for requests that want that. */
  public static class Encoder implements ContainerResponseFilter {
    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
      if (request.getHeaderString("Encode-Entity") != null
          && !response.getHeaders().containsKey("Content-Encoding")) {
        response.getHeaders().putSingle("Content-Encoding", "x-capitals");
        response.setEntityStream(new Packed.Capitals(response.getEntityStream()));
      }
    }
  }

  /** Asks for no keys; properties may. */
  @Path("stall")
  public static class Stall {
    @POST
    public String sell() {
      return "number " + Till.EXECUTIONS.incrementAndGet();
    }
  }
}
