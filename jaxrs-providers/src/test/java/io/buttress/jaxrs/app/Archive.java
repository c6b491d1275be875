package io.buttress.jaxrs.app;

import io.buttress.jaxrs.CacheInvalidate;
import io.buttress.jaxrs.Cached;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.Application;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** Reads what methods of other classes change. No property has anything to say of it. */
@Path("archive")
public class Archive {
  private static final AtomicInteger ASKED = new AtomicInteger();

  /** Names its classes, so that nothing is scanned. */
  public static class Building extends Application {
    @Override
    public Set<Class<?>> getClasses() {
      return Set.of(Archive.class, Desk.class, Mover.class);
    }
  }

  /** Gives a request another base, as behind a proxy that cuts off a part of the path. */
  @PreMatching
  public static class Mover implements ContainerRequestFilter {
    @Override
    public void filter(ContainerRequestContext context) {
      String base = context.getHeaderString("Base");
      if (base != null) {
        String path = context.getUriInfo().getPath();
        URI moved = context.getUriInfo().getBaseUri().resolve(base);
        context.setRequestUri(moved, moved.resolve(path.replaceFirst("^/", "")));
      }
    }
  }

  @GET
  @Path("{id}")
  @Cached(ttl = "1h")
  public String find(@PathParam("id") String id) {
    return id + " #" + ASKED.incrementAndGet();
  }

  @GET
  @Path("{id}/pages")
  @Cached(ttl = "1h")
  public String pages(@PathParam("id") String id) {
    return find(id);
  }

  /** Another class for the same paths. */
  @Path("/archive/")
  public static class Desk {
    @PUT
    @Path("{name}")
    public void put(@PathParam("name") String name) {
      // Its success is what counts.
    }

    @POST
    @Path("{name}/twin")
    @CacheInvalidate(uris = "/archive/{name}-twin", prefixes = "/archive/{name}/")
    public void twin(@PathParam("name") String name) {
      // Likewise.
    }
  }
}
