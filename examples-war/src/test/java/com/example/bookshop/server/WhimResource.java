package com.example.bookshop.server;

import io.buttress.cache.Identity;
import io.buttress.jaxrs.Cached;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.ServiceUnavailableException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;

/** {@link Whims} by a resource method, without hanging. */
@Path("/whims")
public class WhimResource {
  @GET
  @Produces(MediaType.TEXT_PLAIN)
  @Cached(
      ttl = "1s",
      staleIfError = "10m",
      shareDespite = {Identity.SESSION, Identity.COOKIE})
  public String whim(@HeaderParam("X-Whim") String whim, @Context HttpServletResponse response) {
    if ("fail".equals(whim)) {
      throw new ServiceUnavailableException();
    }
    if ("cookie".equals(whim)) {
      response.addCookie(new Cookie("whim", "1"));
    }
    return UUID.randomUUID().toString();
  }

  /** For a path of which a policy of the filter knows, too. */
  @GET
  @Path("/both")
  @Produces(MediaType.TEXT_PLAIN)
  @Cached(ttl = "1h")
  public String both() {
    return UUID.randomUUID().toString();
  }
}
