package io.buttress.jaxrs.app;

import io.buttress.jaxrs.RateLimited;
import io.buttress.ratelimit.Algorithm;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;

/** Limited as a whole, and by method. */
@Path("books")
@RateLimited(limits = "2/1h")
public class Books {
  @GET
  public String list() {
    return "all";
  }

  @GET
  @Path("new")
  public String latest() {
    return "new";
  }

  @GET
  @Path("search")
  @RateLimited(limits = "3/1h")
  public String search() {
    return "found";
  }

  @GET
  @Path("twice")
  @RateLimited(limits = "2/1h", policy = "few")
  @RateLimited(limits = "9/1h", policy = "many", algorithm = Algorithm.FIXED_WINDOW, cost = 4)
  public String twice() {
    return "twice";
  }

  @GET
  @Path("mine")
  @RateLimited(
      limits = "1/1h",
      key = "principal|none",
      roleLimits = {"premium = 3/1h"})
  public String mine() {
    return "mine";
  }

  @GET
  @Path("by-id/{id}")
  @RateLimited(limits = "1/1h", key = "path:id")
  public String byId(@PathParam("id") String id) {
    return id;
  }
}
