package com.example.bookshop.deployed;

import io.buttress.jaxrs.Idempotent;
import jakarta.annotation.Resource;
import jakarta.ejb.Stateless;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** Asks for keys by an annotation; a path for each way to answer, all of which tell a number. */
@Stateless
@Path("/reservations")
@Idempotent(required = true)
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class Reservations {
  private static final AtomicLong NUMBERS = new AtomicLong();

  @Resource private ManagedExecutorService threads;

  @POST
  public Response reserve(Map<String, Object> wish) {
    long number = NUMBERS.incrementAndGet();
    return Response.created(URI.create("reservations/" + number))
        .entity(Map.of("number", number, "isbn", wish.get("isbn")))
        .build();
  }

  @POST
  @Path("later")
  public void later(Map<String, Object> wish, @Suspended AsyncResponse response) {
    threads.execute(() -> response.resume(Map.of("number", NUMBERS.incrementAndGet())));
  }

  @POST
  @Path("refused")
  public Response refused(Map<String, Object> wish) {
    throw new WebApplicationException(
        Response.status(Response.Status.GONE)
            .entity(Map.of("number", NUMBERS.incrementAndGet()))
            .build());
  }

  @POST
  @Path("broken")
  public Response broken(Map<String, Object> wish) {
    throw new IllegalStateException("number " + NUMBERS.incrementAndGet());
  }

  @POST
  @Path("events")
  @Produces(MediaType.SERVER_SENT_EVENTS)
  public void events(Map<String, Object> wish, @Context SseEventSink sink, @Context Sse sse) {
    String number = "number " + NUMBERS.incrementAndGet();
    threads.execute(
        () -> {
          try (sink) {
            sink.send(sse.newEvent(number)).toCompletableFuture().join();
          }
        });
  }

  /** How many numbers have been given. */
  @POST
  @Path("count")
  @Idempotent(policy = "count")
  public long count() {
    return NUMBERS.get();
  }
}
