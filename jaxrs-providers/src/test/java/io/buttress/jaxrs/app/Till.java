package io.buttress.jaxrs.app;

import io.buttress.idempotency.IdempotentCall;
import io.buttress.idempotency.OnOwnerLost;
import io.buttress.idempotency.Profile;
import io.buttress.jaxrs.Idempotent;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.ForbiddenException;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.NewCookie;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Counts how often it is asked, and answers with the number, in every way. */
@Path("till")
@Idempotent(policy = "till")
public class Till {
  /** How many executions there were. */
  public static final AtomicInteger EXECUTIONS = new AtomicInteger();

  /** One of those has begun that wait. */
  public static volatile CountDownLatch begun = new CountDownLatch(1);

  /** Lets those end that wait. */
  public static volatile CountDownLatch go = new CountDownLatch(1);

  private static volatile Consumer<String> waking = answer -> {};

  /** Begins again at number 1. */
  public static void forget() {
    EXECUTIONS.set(0);
    begun = new CountDownLatch(1);
    go = new CountDownLatch(1);
  }

  private static String number() {
    return "number " + EXECUTIONS.incrementAndGet();
  }

  @POST
  public Response order(String body) {
    return Response.created(URI.create("till/" + EXECUTIONS.incrementAndGet()))
        .entity("{\"of\":\"" + body + "ä\",\"number\":" + EXECUTIONS + "}")
        .type(MediaType.APPLICATION_JSON)
        .tag(new EntityTag("tag", true))
        .link("/a", "a")
        .link("/b", "b")
        .header("X-Internal", "secret")
        .cookie(new NewCookie.Builder("basket").value("1").build())
        .build();
  }

  @POST
  @Path("text")
  public String text(String body) {
    return body + number();
  }

  @POST
  @Path("unread")
  public String unread() {
    return number();
  }

  @POST
  @Path("form")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  public String form(@FormParam("a") String a) {
    return a + number();
  }

  @POST
  @Path("nothing")
  public void nothing() {
    EXECUTIONS.incrementAndGet();
  }

  @POST
  @Path("see-other")
  public Response seeOther() {
    return Response.seeOther(URI.create("till/" + EXECUTIONS.incrementAndGet())).build();
  }

  @POST
  @Path("status/{code}")
  public Response status(@PathParam("code") int code) {
    return Response.status(code)
        .header("Location", "/till/" + EXECUTIONS.incrementAndGet())
        .build();
  }

  @POST
  @Path("said/{code}")
  public Response said(@PathParam("code") int code) {
    return Response.status(code).entity(number()).build();
  }

  @POST
  @Path("empty")
  public Response empty() {
    EXECUTIONS.incrementAndGet();
    return Response.status(409).entity("").build();
  }

  @POST
  @Path("mapped")
  public String mapped() {
    EXECUTIONS.incrementAndGet();
    throw new SoldOut();
  }

  @POST
  @Path("missing")
  public String missing() {
    EXECUTIONS.incrementAndGet();
    throw new NotFoundException();
  }

  @POST
  @Path("forbidden")
  public String forbidden() {
    EXECUTIONS.incrementAndGet();
    throw new ForbiddenException();
  }

  @POST
  @Path("unmapped")
  public String unmapped() {
    throw new IllegalStateException(number());
  }

  @POST
  @Path("unwritable")
  public Thread unwritable() {
    EXECUTIONS.incrementAndGet();
    return Thread.currentThread();
  }

  @POST
  @Path("stream")
  @Produces(MediaType.TEXT_PLAIN)
  public StreamingOutput stream() {
    String number = number();
    return out -> {
      for (int i = 0; i < 3; i++) {
        out.write(number.getBytes(StandardCharsets.UTF_8));
        out.flush();
      }
    };
  }

  @POST
  @Path("stream-fails")
  @Produces(MediaType.TEXT_PLAIN)
  public StreamingOutput streamFails() {
    EXECUTIONS.incrementAndGet();
    return out -> {
      try (out) {
        throw new IllegalStateException("not well");
      }
    };
  }

  @POST
  @Path("stream-breaks")
  @Produces(MediaType.TEXT_PLAIN)
  public StreamingOutput streamBreaks() {
    EXECUTIONS.incrementAndGet();
    return out -> {
      out.write(new byte[20_000]);
      out.flush();
      throw new IOException("not well");
    };
  }

  @POST
  @Path("large")
  @Produces(MediaType.APPLICATION_OCTET_STREAM)
  public byte[] large() {
    EXECUTIONS.incrementAndGet();
    return new byte[300_000];
  }

  /** Goes on until the client has surely gone, and then says the last of it. */
  @POST
  @Path("slowly")
  @Produces(MediaType.TEXT_PLAIN)
  public StreamingOutput slowly() {
    String number = number();
    return out -> {
      out.write(new byte[9_000]);
      out.flush();
      await();
      for (int i = 0; i < 25; i++) {
        out.write(new byte[9_000]);
        out.flush();
      }
      out.write(number.getBytes(StandardCharsets.UTF_8));
    };
  }

  @POST
  @Path("resumed")
  public void resumed(@Suspended AsyncResponse response) {
    Elsewhere.run(() -> response.resume(number()));
  }

  @POST
  @Path("resumed-at-once")
  public void resumedAtOnce(@Suspended AsyncResponse response) {
    response.resume(number());
  }

  @POST
  @Path("resumed-mapped")
  public void resumedMapped(@Suspended AsyncResponse response) {
    EXECUTIONS.incrementAndGet();
    Elsewhere.run(() -> response.resume(new SoldOut()));
  }

  @POST
  @Path("resumed-unmapped")
  public void resumedUnmapped(@Suspended AsyncResponse response) {
    Elsewhere.run(() -> response.resume(new IllegalStateException(number())));
  }

  @POST
  @Path("resumed-at-once-unmapped")
  public void resumedAtOnceUnmapped(@Suspended AsyncResponse response) {
    response.resume(new IllegalStateException(number()));
  }

  @POST
  @Path("cancelled")
  public void cancelled(@Suspended AsyncResponse response) {
    EXECUTIONS.incrementAndGet();
    Elsewhere.run(response::cancel);
  }

  @POST
  @Path("timeout")
  public void timeout(@Suspended AsyncResponse response) {
    EXECUTIONS.incrementAndGet();
    response.setTimeout(50, TimeUnit.MILLISECONDS);
  }

  /** Waits without a thread of the server's. */
  @POST
  @Path("suspended")
  public void suspended(@Suspended AsyncResponse response) {
    String number = number();
    Elsewhere.run(
        () -> {
          await();
          response.resume(number);
        });
  }

  /** The same, for payments. */
  @POST
  @Path("payment")
  @Idempotent(onOwnerLost = OnOwnerLost.REJECT, profile = Profile.STRICT)
  public void payment(@Suspended AsyncResponse response) {
    suspended(response);
  }

  @POST
  @Path("strict/{code}")
  @Idempotent(profile = Profile.STRICT, ttl = "2h", ignoredJsonFields = "sentAt")
  public Response strict(@PathParam("code") int code) {
    return said(code);
  }

  private static void await() {
    try {
      begun.countDown();
      if (!go.await(60, TimeUnit.SECONDS)) {
        throw new IllegalStateException("nobody said go");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @POST
  @Path("stage")
  public CompletionStage<String> stage() {
    return CompletableFuture.supplyAsync(Till::number, Elsewhere.EXECUTOR);
  }

  /** Waits for somebody else's request. */
  @POST
  @Path("sleeping-response")
  public void sleeping(@Suspended AsyncResponse response) {
    waking = response::resume;
    begun.countDown();
  }

  @POST
  @Path("sleeping-stage")
  public CompletionStage<String> sleeping() {
    CompletableFuture<String> answer = new CompletableFuture<>();
    waking = answer::complete;
    begun.countDown();
    return answer;
  }

  /** Ends another request on its own thread, as chats do. */
  @POST
  @Path("wake")
  public String wake() {
    waking.accept("woken");
    return number();
  }

  @POST
  @Path("stage-fails")
  public CompletionStage<String> stageFails() {
    EXECUTIONS.incrementAndGet();
    return CompletableFuture.failedFuture(new SoldOut());
  }

  @POST
  @Path("events")
  @Produces(MediaType.SERVER_SENT_EVENTS)
  public void events(@Context SseEventSink sink, @Context Sse sse) {
    String number = number();
    Elsewhere.run(
        () -> {
          try (sink) {
            sink.send(sse.newEvent(number)).toCompletableFuture().join();
            sink.send(sse.newEvent("two")).toCompletableFuture().join();
          }
        });
  }

  @POST
  @Path("by-hand")
  public void byHand(@Context HttpServletResponse response) throws IOException {
    response.getOutputStream().print(number());
    response.flushBuffer();
  }

  @POST
  @Path("field-by-hand")
  public String fieldByHand(@Context HttpServletResponse response) {
    response.setHeader("Content-Location", "/till/by-hand");
    return number();
  }

  @POST
  @Path("packed")
  @Packed
  public String packed(String body) {
    return body + number();
  }

  @POST
  @Path("call")
  public String call(@Context HttpServletRequest request) {
    return number() + IdempotentCall.of(request.getAttribute(IdempotentCall.ATTRIBUTE)).isPresent();
  }

  @PUT
  @Path("put")
  @Idempotent(required = true)
  public String put(String body) {
    return body + number();
  }

  @PUT
  @Path("kept")
  @Idempotent(policy = "till")
  public String keep() {
    return number();
  }

  @DELETE
  @Path("kept")
  @Idempotent(policy = "till")
  public String drop() {
    return number();
  }

  @Path("part")
  public Part part() {
    return new Part();
  }

  /** A sub-resource. */
  @Idempotent(policy = "till")
  public static class Part {
    @POST
    public String here() {
      return number();
    }
  }
}
