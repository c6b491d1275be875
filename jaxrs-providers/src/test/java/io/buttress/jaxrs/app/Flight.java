package io.buttress.jaxrs.app;

import io.buttress.jaxrs.RateLimited;
import io.buttress.ratelimit.Algorithm;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.ForbiddenException;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Ends in every way that a request can end. One at a time, for each {@code Case}. */
@Path("flight")
@RateLimited(
    policy = "flight",
    algorithm = Algorithm.CONCURRENCY,
    limits = "1",
    key = "header:Case")
@RateLimited(policy = "account", limits = "100/1h", key = "header:Case")
public class Flight {
  /** Lets one of those end that wait. */
  public static final Semaphore GO = new Semaphore(0);

  private static final String TEXT = "well";

  @GET
  public String here() {
    return TEXT;
  }

  @GET
  @Path("unmapped")
  public String unmapped() {
    throw new IllegalStateException("unmapped");
  }

  @GET
  @Path("mapped")
  public String mapped() {
    throw new SoldOut();
  }

  @GET
  @Path("forbidden")
  public String forbidden() {
    throw new ForbiddenException();
  }

  @GET
  @Path("unwritable")
  public Thread unwritable() {
    return Thread.currentThread();
  }

  @GET
  @Path("guarded")
  @Guarded
  public String guarded() {
    return TEXT;
  }

  @POST
  @Path("unreadable")
  @Consumes(MediaType.APPLICATION_OCTET_STREAM)
  public String unreadable(Thread body) {
    return TEXT;
  }

  @GET
  @Path("stream")
  @Produces(MediaType.TEXT_PLAIN)
  public StreamingOutput stream() {
    return out -> out.write(TEXT.getBytes());
  }

  @GET
  @Path("stream-fails")
  @Produces(MediaType.TEXT_PLAIN)
  public StreamingOutput streamFails() {
    return out -> {
      throw new IllegalStateException("not well");
    };
  }

  @GET
  @Path("stream-breaks")
  @Produces(MediaType.TEXT_PLAIN)
  public StreamingOutput streamBreaks() {
    return out -> {
      out.write(new byte[20_000]);
      throw new IOException("not well");
    };
  }

  @GET
  @Path("endless")
  @Produces(MediaType.TEXT_PLAIN)
  public StreamingOutput endless() {
    return out -> {
      while (!Thread.currentThread().isInterrupted()) {
        out.write(new byte[8192]);
        out.flush();
      }
    };
  }

  @GET
  @Path("held")
  @Produces(MediaType.TEXT_PLAIN)
  public StreamingOutput held() {
    return out -> {
      out.write(TEXT.getBytes());
      out.flush();
      await();
    };
  }

  @GET
  @Path("resumed-and-held")
  @Produces(MediaType.TEXT_PLAIN)
  public void resumedAndHeld(@Suspended AsyncResponse response) {
    Elsewhere.run(() -> response.resume(held()));
  }

  @GET
  @Path("suspended")
  public void suspended(@Suspended AsyncResponse response) {
    Elsewhere.run(
        () -> {
          await();
          response.resume(TEXT);
        });
  }

  private static void await() {
    try {
      if (!GO.tryAcquire(20, TimeUnit.SECONDS)) {
        throw new IllegalStateException("nobody said go");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @GET
  @Path("resumed")
  public void resumed(@Suspended AsyncResponse response) {
    Elsewhere.run(() -> response.resume(TEXT));
  }

  @GET
  @Path("resumed-at-once")
  public void resumedAtOnce(@Suspended AsyncResponse response) {
    response.resume(TEXT);
  }

  @GET
  @Path("resumed-mapped")
  public void resumedMapped(@Suspended AsyncResponse response) {
    Elsewhere.run(() -> response.resume(new SoldOut()));
  }

  @GET
  @Path("resumed-unmapped")
  public void resumedUnmapped(@Suspended AsyncResponse response) {
    Elsewhere.run(() -> response.resume(new IllegalStateException("unmapped")));
  }

  @GET
  @Path("thrown-while-suspended")
  public void thrownWhileSuspended(@Suspended AsyncResponse response) {
    throw new SoldOut();
  }

  @GET
  @Path("cancelled")
  public void cancelled(@Suspended AsyncResponse response) {
    Elsewhere.run(() -> response.cancel(3));
  }

  @GET
  @Path("timeout")
  public void timeout(@Suspended AsyncResponse response) {
    response.setTimeout(50, TimeUnit.MILLISECONDS);
  }

  @GET
  @Path("timeout-handled")
  public void timeoutHandled(@Suspended AsyncResponse response) {
    response.setTimeoutHandler(late -> late.resume(Response.status(504).build()));
    response.setTimeout(50, TimeUnit.MILLISECONDS);
  }

  @GET
  @Path("stage")
  public CompletionStage<String> stage() {
    return CompletableFuture.supplyAsync(() -> TEXT, Elsewhere.EXECUTOR);
  }

  @GET
  @Path("stage-at-once")
  public CompletionStage<String> stageAtOnce() {
    return CompletableFuture.completedFuture(TEXT);
  }

  @GET
  @Path("stage-fails")
  public CompletionStage<String> stageFails() {
    return CompletableFuture.supplyAsync(
        () -> {
          throw new SoldOut();
        },
        Elsewhere.EXECUTOR);
  }

  @GET
  @Path("events")
  @Produces(MediaType.SERVER_SENT_EVENTS)
  public void events(@Context SseEventSink sink, @Context Sse sse) {
    Elsewhere.run(
        () -> {
          try (sink) {
            sink.send(sse.newEvent("one")).toCompletableFuture().join();
            sink.send(sse.newEvent("two")).toCompletableFuture().join();
          }
        });
  }

  @GET
  @Path("endless-events")
  @Produces(MediaType.SERVER_SENT_EVENTS)
  public void endlessEvents(@Context SseEventSink sink, @Context Sse sse) {
    Elsewhere.run(
        () -> {
          try (sink) {
            while (!sink.isClosed()) {
              sink.send(sse.newEvent("more")).toCompletableFuture().join();
            }
          }
        });
  }

  @GET
  @Path("held-events")
  @Produces(MediaType.SERVER_SENT_EVENTS)
  public void heldEvents(@Context SseEventSink sink, @Context Sse sse) {
    Elsewhere.run(
        () -> {
          try (sink) {
            sink.send(sse.newEvent("one")).toCompletableFuture().join();
            await();
          }
        });
  }

  @Path("part")
  public Part part() {
    return new Part();
  }

  /** A sub-resource. */
  @RateLimited(
      policy = "flight",
      algorithm = Algorithm.CONCURRENCY,
      limits = "1",
      key = "header:Case")
  @RateLimited(policy = "account", limits = "100/1h", key = "header:Case")
  public static class Part {
    @GET
    public String here() {
      return TEXT;
    }

    @GET
    @Path("mapped")
    public String mapped() {
      throw new SoldOut();
    }
  }
}
