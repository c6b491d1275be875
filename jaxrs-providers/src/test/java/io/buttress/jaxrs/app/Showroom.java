package io.buttress.jaxrs.app;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.CookieParam;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.MatrixParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.CacheControl;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.Form;
import jakarta.ws.rs.core.GenericEntity;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.NewCookie;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.core.Variant;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Answers in as many ways as JAX-RS knows; always the same to the same request. */
@Path("show")
public class Showroom {
  @GET
  @Path("text")
  public String text() {
    return "text";
  }

  @GET
  @Path("nothing")
  public void nothing() {
    // 204.
  }

  @GET
  @Path("bytes")
  @Produces(MediaType.APPLICATION_OCTET_STREAM)
  public byte[] bytes() {
    return new byte[] {1, 2, 3};
  }

  @GET
  @Path("input-stream")
  @Produces(MediaType.TEXT_PLAIN)
  public InputStream inputStream() {
    return new ByteArrayInputStream("from a stream".getBytes(StandardCharsets.UTF_8));
  }

  @GET
  @Path("large")
  @Produces(MediaType.TEXT_PLAIN)
  public String large() {
    return "0123456789".repeat(10_000);
  }

  @GET
  @Path("streaming")
  @Produces(MediaType.TEXT_PLAIN)
  public StreamingOutput streaming() {
    return out -> {
      for (int i = 0; i < 3; i++) {
        out.write(("part " + i).getBytes(StandardCharsets.UTF_8));
        out.flush();
      }
    };
  }

  @GET
  @Path("json")
  @Produces(MediaType.APPLICATION_JSON)
  public Car json() {
    return new Car("Trabant", 601);
  }

  @POST
  @Path("json")
  @Consumes(MediaType.APPLICATION_JSON)
  @Produces(MediaType.APPLICATION_JSON)
  public Car json(Car car) {
    return new Car(car.getName(), car.getNumber() + 1);
  }

  @GET
  @Path("list")
  @Produces(MediaType.APPLICATION_JSON)
  public Response list() {
    return Response.ok(new GenericEntity<>(List.of(new Car("a", 1), new Car("b", 2))) {}).build();
  }

  /** What JSON is made of. */
  public static class Car {
    private String name;
    private int number;

    public Car() {}

    Car(String name, int number) {
      this.name = name;
      this.number = number;
    }

    public String getName() {
      return name;
    }

    public void setName(String name) {
      this.name = name;
    }

    public int getNumber() {
      return number;
    }

    public void setNumber(int number) {
      this.number = number;
    }
  }

  @GET
  @Path("negotiated")
  @Produces({"text/plain;qs=0.5", "application/json;qs=0.9"})
  public String negotiated() {
    return "\"negotiated\"";
  }

  @GET
  @Path("languages")
  public Response languages(@Context Request request) {
    List<Variant> variants =
        Variant.mediaTypes(MediaType.TEXT_PLAIN_TYPE)
            .languages(Locale.ENGLISH, Locale.GERMAN)
            .build();
    Variant variant = request.selectVariant(variants);
    return variant == null
        ? Response.notAcceptable(variants).build()
        : Response.ok("hello", variant).build();
  }

  @GET
  @Path("headers")
  public Response headers() {
    return Response.ok("headers")
        .header("X-Many", "one")
        .header("X-Many", "two")
        .header("Vary", "Accept")
        .header("Vary", "X-Other")
        .link("/api/show/text", "next")
        .cookie(
            new NewCookie.Builder("a").value("1").path("/").httpOnly(true).build(),
            new NewCookie.Builder("b").value("2").build())
        .cacheControl(privately())
        .lastModified(new Date(0))
        .tag(new EntityTag("tag", true))
        .language(Locale.GERMAN)
        .build();
  }

  private static CacheControl privately() {
    CacheControl control = new CacheControl();
    control.setPrivate(true);
    control.setMaxAge(60);
    return control;
  }

  @POST
  @Path("created")
  public Response created(String body, @Context UriInfo uris) {
    return Response.created(uris.getAbsolutePathBuilder().path(body).build()).build();
  }

  @GET
  @Path("see-other")
  public Response seeOther() {
    return Response.seeOther(URI.create("show/text")).build();
  }

  @GET
  @Path("conditional")
  public Response conditional(@Context Request request) {
    EntityTag tag = new EntityTag("v1");
    Response.ResponseBuilder unmet = request.evaluatePreconditions(tag);
    return unmet == null ? Response.ok("content").tag(tag).build() : unmet.build();
  }

  /** Judges by a tag that it never sends. */
  @GET
  @Path("unsent")
  public Response unsent(@Context Request request) {
    Response.ResponseBuilder unmet = request.evaluatePreconditions(new EntityTag("v1"));
    return unmet == null ? Response.ok("content").build() : unmet.tag((EntityTag) null).build();
  }

  /** All that a request says. */
  public static class Said {
    @QueryParam("q")
    List<String> query;

    @PathParam("id")
    String id;

    @HeaderParam("X-Said")
    @DefaultValue("nothing")
    String header;

    @CookieParam("c")
    String cookie;

    @MatrixParam("m")
    String matrix;
  }

  @GET
  @Path("said/{id}")
  public String said(@BeanParam Said said, @Context UriInfo uris) {
    return String.join(
        " ", said.query + "", said.id, said.header, said.cookie, said.matrix, uris.getPath());
  }

  /** Fields of a form beside others. */
  public static class Filled {
    @FormParam("a")
    String a;

    @FormParam("b")
    List<String> b;

    @QueryParam("q")
    String query;
  }

  @POST
  @Path("filled")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  public String filled(@BeanParam Filled filled) {
    return filled.a + filled.b + filled.query;
  }

  @POST
  @Path("form")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  public String form(Form form) {
    return new TreeMap<>(form.asMap()).toString();
  }

  @POST
  @Path("parameters")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  public String parameters(@Context HttpServletRequest request, InputStream body)
      throws IOException {
    Map<String, String> all = new TreeMap<>();
    request.getParameterMap().forEach((name, values) -> all.put(name, List.of(values).toString()));
    return all + new String(body.readAllBytes(), StandardCharsets.UTF_8);
  }

  @PUT
  @Path("upload")
  public String upload(InputStream body) throws IOException {
    return body.readAllBytes().length + " bytes";
  }

  @PUT
  @Path("characters")
  public String characters(Reader body) throws IOException {
    return (char) body.read() + "";
  }

  @PUT
  @Path("unread")
  public String unread() {
    return "unread";
  }

  @DELETE
  @Path("text")
  public Response delete() {
    return Response.accepted().build();
  }

  @GET
  @Path("mapped")
  public String mapped() {
    throw new SoldOut();
  }

  @GET
  @Path("thrown")
  public String thrown() {
    throw new WebApplicationException(Response.status(402).entity("pay").build());
  }

  @GET
  @Path("bare-status")
  public Response bareStatus() {
    return Response.status(499, "Odd").build();
  }

  @GET
  @Path("resumed")
  public void resumed(@Suspended AsyncResponse response) {
    Elsewhere.run(() -> response.resume(Response.ok("resumed").header("X-Late", "yes").build()));
  }

  @GET
  @Path("resumed-mapped")
  public void resumedMapped(@Suspended AsyncResponse response) {
    Elsewhere.run(() -> response.resume(new SoldOut()));
  }

  @GET
  @Path("stage")
  public CompletionStage<String> stage() {
    return CompletableFuture.supplyAsync(() -> "staged", Elsewhere.EXECUTOR);
  }

  @GET
  @Path("events")
  @Produces(MediaType.SERVER_SENT_EVENTS)
  public void events(@Context SseEventSink sink, @Context Sse sse) {
    try (sink) {
      sink.send(sse.newEventBuilder().id("1").name("first").data("one").comment("why").build());
      sink.send(sse.newEventBuilder().data(Integer.class, 2).build());
    }
  }

  @GET
  @Path("events-elsewhere")
  @Produces(MediaType.SERVER_SENT_EVENTS)
  public void eventsElsewhere(@Context SseEventSink sink, @Context Sse sse) {
    Elsewhere.run(
        () -> {
          try (sink) {
            sink.send(sse.newEvent("one")).toCompletableFuture().join();
            sink.send(sse.newEvent("two")).toCompletableFuture().join();
          }
        });
  }

  @GET
  @Path("by-hand")
  public void byHand(@Context HttpServletResponse response) throws IOException {
    response.setContentType("text/plain");
    response.getOutputStream().print("by hand");
    response.flushBuffer();
  }

  @GET
  @Path("error-by-hand")
  public void errorByHand(@Context HttpServletResponse response) throws IOException {
    response.sendError(410);
  }

  @GET
  @Path("packed")
  @Packed
  public String packed() {
    return "packed";
  }

  @POST
  @Path("packed")
  @Packed
  public String packed(String body) {
    return body;
  }

  @Path("part/{id}")
  public Part part(@PathParam("id") String id) {
    return new Part(id);
  }

  /** A sub-resource. */
  public static class Part {
    private final String id;

    Part(String id) {
      this.id = id;
    }

    @GET
    public String here() {
      return "part " + id;
    }

    @GET
    @Path("{deeper}")
    public String deeper(@PathParam("deeper") String deeper) {
      return "part " + id + " " + deeper;
    }
  }
}
