package io.buttress.jaxrs.app;

import io.buttress.cache.Identity;
import io.buttress.http.RequestMarks;
import io.buttress.jaxrs.CacheInvalidate;
import io.buttress.jaxrs.Cached;
import io.buttress.jaxrs.server.RestServer;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.ServiceUnavailableException;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Application;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.NewCookie;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Variant;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts how often its methods are asked. */
@Path("shelf")
@Produces(MediaType.TEXT_PLAIN)
public class Shelf {
  /** Lets one of those answer that wait. */
  public static final Semaphore GO = new Semaphore(0);

  private static final Map<String, AtomicInteger> ASKED = new ConcurrentHashMap<>();

  /** Names its classes, so that nothing is scanned. */
  public static class Rack extends Application {
    @Override
    public Set<Class<?>> getClasses() {
      return Set.of(
          Shelf.class,
          Drawer.class,
          Ledger.class,
          Desk.class,
          Varying.class,
          Rewriter.class,
          Login.class,
          Gatehouse.Cors.class,
          SoldOut.Mapper.class,
          zipper());
    }
  }

  /** Takes another method from a field, and an ending off the path, as many applications do. */
  @PreMatching
  public static class Rewriter implements ContainerRequestFilter {
    @Override
    public void filter(ContainerRequestContext context) {
      String method = context.getHeaderString("X-HTTP-Method-Override");
      if (method != null) {
        context.setMethod(method);
      }
      String uri = context.getUriInfo().getRequestUri().toString();
      if (uri.endsWith(".text")) {
        context.setRequestUri(URI.create(uri.substring(0, uri.length() - ".text".length())));
      }
    }
  }

  /** The interceptor of this implementation that encodes what says that it is encoded. */
  private static Class<?> zipper() {
    String jersey = "org.glassfish.jersey.message.GZipEncoder";
    String resteasy = "org.jboss.resteasy.plugins.interceptors.GZIPEncodingInterceptor";
    try {
      return Class.forName(RestServer.isJersey() ? jersey : resteasy);
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }

  /** How often something was asked for. */
  public static int asked(String what) {
    return ASKED.computeIfAbsent(what, missing -> new AtomicInteger()).get();
  }

  private static String ask(String what) {
    asked(what);
    return what + " #" + ASKED.get(what).incrementAndGet();
  }

  @GET
  @Path("{id}")
  @Cached(
      ttl = "1h",
      tags = {"shelf", "book-{id}"},
      ignoredQuery = "utm_*")
  public String find(@PathParam("id") String id) {
    return ask(id);
  }

  @PUT
  @Path("{id}")
  public void put(@PathParam("id") String id, String body) {
    ask("put");
  }

  @POST
  @Path("{id}/price")
  @CacheInvalidate(tags = "book-{id}")
  public Response price(@PathParam("id") String id, String price) {
    return Response.status(price.equals("free") ? 409 : 200).build();
  }

  @POST
  @Path("{id}/reprint")
  @CacheInvalidate(tags = "book-{id}", soft = true)
  public void reprint(@PathParam("id") String id) {
    ask("reprint");
  }

  @DELETE
  @CacheInvalidate(prefixes = "/shelf")
  public void clear() {
    ask("clear");
  }

  @POST
  @Path("{id}/twin")
  @CacheInvalidate(uris = "/shelf/{id}-twin")
  public void twin() {
    ask("twin");
  }

  @GET
  @Path("rows/{id}/{id}")
  @Cached(ttl = "1h", tags = "copy-{id}")
  public String inRow(@PathParam("id") String id) {
    return ask(id);
  }

  @POST
  @Path("rows/{id}/{id}/sale")
  @CacheInvalidate(tags = "copy-{id}")
  public void sell() {
    ask("sale");
  }

  @GET
  @Path("spoken/{id}")
  @Cached(ttl = "1h")
  public Response spoken(@PathParam("id") String id, @Context Request request) {
    Variant variant =
        request.selectVariant(Variant.languages(Locale.ENGLISH, Locale.GERMAN).build());
    return Response.ok(ask(id) + " " + variant.getLanguage(), variant).build();
  }

  /** Says that answers differ by one more field, as filters for CORS do. */
  public static class Varying implements ContainerResponseFilter {
    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
      if (request.getHeaderString("Vary-By") != null) {
        response.getHeaders().add("Vary", request.getHeaderString("Vary-By"));
      }
    }
  }

  @GET
  @Path("own/{id}")
  @Cached(
      ttl = "1h",
      varyBy = "user",
      shareDespite = {Identity.USER})
  public String own(@PathParam("id") String id, @Context HttpServletRequest request) {
    return ask("own " + id);
  }

  @GET
  @Path("either/{id}")
  @Produces({"application/json;qs=0.5", "text/plain"})
  @Cached(ttl = "1h")
  public String either(@PathParam("id") String id) {
    return ask("either " + id);
  }

  @GET
  @Path("twofold/{id}")
  @Cached(ttl = "1h")
  public String asText(@PathParam("id") String id) {
    return ask("twofold " + id);
  }

  @GET
  @Path("twofold/{isbn}")
  @Produces("application/json")
  @Cached(ttl = "1h")
  public String asJson(@PathParam("isbn") String isbn) {
    return ask("twofold " + isbn);
  }

  @GET
  @Path("split/{id}")
  @Cached(ttl = "1h")
  public String splitAsText(@PathParam("id") String id) {
    return ask("split " + id);
  }

  @GET
  @Path("vague/{id}")
  @Cached(ttl = "1h")
  public String vagueAsText(@PathParam("id") String id) {
    return ask("vague " + id);
  }

  @GET
  @Path("vague/{id: [a-f0-9-]+}")
  @Produces("application/json")
  @Cached(ttl = "1h")
  public String vagueAsJson(@PathParam("id") String id) {
    return ask("vague " + id);
  }

  /** Another class for the same path. */
  @Path("/shelf/")
  public static class Drawer {
    @GET
    @Path("split/{isbn}")
    @Produces("application/json")
    @Cached(ttl = "1h")
    public String splitAsJson(@PathParam("isbn") String isbn) {
      return ask("split " + isbn);
    }
  }

  /** Has no annotations; properties have something to say. */
  @Path("ledger/{id}")
  public static class Ledger {
    @GET
    public String read(@PathParam("id") String id) {
      return ask("ledger " + id);
    }

    @PUT
    public void write(@PathParam("id") String id) {
      ask("written " + id);
    }
  }

  /** For methods of the application's own kind, which read. */
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.METHOD)
  @HttpMethod("GET")
  public @interface Look {}

  /** Whatever changes it changes the shelf. */
  @Path("shelf-desk/{id}")
  @CacheInvalidate(prefixes = "/shelf/rows")
  public static class Desk {
    @Look
    public String look(@PathParam("id") String id) {
      return ask("look " + id);
    }

    @PUT
    public void write(@PathParam("id") String id) {
      ask("desk " + id);
    }
  }

  @GET
  @Path("marked/{id}")
  @Cached(ttl = "1h")
  public String marked(@PathParam("id") String id, @Context HttpServletRequest request) {
    request.setAttribute(RequestMarks.CACHE_TAGS, Set.of("book-" + id));
    if (id.startsWith("secret")) {
      request.setAttribute(RequestMarks.NOT_CACHED, true);
    }
    return ask("marked " + id);
  }

  @GET
  @Path("told/{id}")
  @Cached(ttl = "1h", headers = "X-Tenant", cookies = "currency", query = "page")
  public String told(@PathParam("id") String id) {
    return ask("told " + id);
  }

  @GET
  @Path("held/{id}")
  @Cached(ttl = "1h", staleWhileRevalidate = "1h", tags = "book-{id}")
  public String held(@PathParam("id") String id) {
    return await(ask("held " + id));
  }

  private static String await(String answer) {
    try {
      if (!GO.tryAcquire(20, TimeUnit.SECONDS)) {
        throw new IllegalStateException("nobody said go");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return answer;
  }

  @GET
  @Path("suspended/{id}")
  @Cached(ttl = "1h")
  public void suspended(@PathParam("id") String id, @Suspended AsyncResponse response) {
    Elsewhere.run(() -> response.resume(ask("suspended " + id)));
  }

  @GET
  @Path("failing/{id}")
  @Cached(ttl = "1h", staleIfError = "1h")
  public Response failing(@PathParam("id") String id, @HeaderParam("Fail") String how) {
    if ("throw".equals(how)) {
      throw new IllegalStateException("failing");
    }
    if ("unavailable".equals(how)) {
      throw new ServiceUnavailableException();
    }
    if ("sold-out".equals(how)) {
      throw new SoldOut();
    }
    return Response.status("answer".equals(how) ? 503 : 200).entity(ask("failing " + id)).build();
  }

  @GET
  @Path("tagged/{id}")
  @Cached(ttl = "1h")
  public Response tagged(@PathParam("id") String id, @Context Request request) {
    EntityTag tag = new EntityTag(id);
    Response.ResponseBuilder unmet = request.evaluatePreconditions(tag);
    return unmet == null
        ? Response.ok(ask("tagged " + id)).tag(tag).build()
        : unmet.cookie(new NewCookie.Builder("seen").value(id).build()).build();
  }

  @GET
  @Path("zipped/{id}")
  @Produces("text/plain;charset=ISO-8859-1")
  @Cached(ttl = "1h")
  public Response zipped(@PathParam("id") String id) {
    return Response.ok(ask("zipped " + id)).header("Content-Encoding", "gzip").build();
  }

  @GET
  @Path("zippable/{id}")
  @Produces("text/plain;charset=ISO-8859-1")
  @Cached(ttl = "1h", policy = "zippable")
  public String zippable(@PathParam("id") String id) {
    return ask("zippable " + id) + "x".repeat(2_000);
  }

  @GET
  @Path("missing/{id}")
  @Cached(ttl = "1h", policy = "missing")
  public String missing(@PathParam("id") String id) {
    ask("missing " + id);
    throw new NotFoundException();
  }

  @GET
  @Path("session/{id}")
  @Cached(ttl = "1h")
  public String session(@PathParam("id") String id, @Context HttpServletRequest request) {
    request.getSession();
    return ask("session " + id);
  }

  @GET
  @Path("cookie/{id}")
  @Cached(ttl = "1h")
  public String cookie(@PathParam("id") String id, @Context HttpServletResponse response) {
    response.addHeader("Set-Cookie", "secret=1");
    return ask("cookie " + id);
  }

  @GET
  @Path("added-cookie/{id}")
  @Cached(ttl = "1h")
  public String addedCookie(@PathParam("id") String id, @Context HttpServletResponse response) {
    response.addCookie(new Cookie("secret", "1"));
    return ask("added-cookie " + id);
  }

  @GET
  @Path("by-hand/{id}")
  @Cached(ttl = "1h")
  public String byHand(@PathParam("id") String id, @Context HttpServletResponse response) {
    response.setHeader("X-By-Hand", "yes");
    return ask("by-hand " + id);
  }

  @GET
  @Path("nothing/{id}")
  @Cached(ttl = "1h")
  public void nothing(@PathParam("id") String id) {
    ask("nothing " + id);
  }
}
