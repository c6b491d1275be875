package io.buttress.jaxrs;

import io.buttress.cache.Identity;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Keeps the answers of a resource method, of all methods of a resource class, or of all of an
 * {@link jakarta.ws.rs.core.Application}, and serves them without calling the method again (RFC
 * 9111).
 *
 * <pre>{@code
 * @Path("books")
 * public class BookResource {
 *   @GET
 *   @Path("{id}")
 *   @Cached(ttl = "5m", tags = {"books", "book-{id}"})
 *   public Book find(@PathParam("id") String id) { ... }
 *
 *   @PUT
 *   @Path("{id}")
 *   @CacheInvalidate(tags = "book-{id}")
 *   public void change(@PathParam("id") String id, Book book) { ... }
 * }
 * }</pre>
 *
 * <p>On a method it replaces what the class says, and on a class what the application says. It may
 * stand on a superclass or an interface, too. Only GET and HEAD are answered from the cache;
 * whatever else succeeds at the class, or by a path that may be the same, purges its own URI.
 *
 * <p>Filters for requests run before an answer comes from the cache, those for authentication
 * included; checks within the method's call, such as {@code @RolesAllowed} of an EJB, do not. So
 * without {@link #shareDespite} nothing is kept of an answer to somebody who is known, unless the
 * answer itself says {@code public}.
 *
 * <p>Everything can be set from outside: properties under the policy's name win, here {@code
 * buttress.response-cache.BookResource.find.ttl=1h}. What has no member here, such as {@code
 * profile} or {@code largest-body}, is set by properties alone.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface Cached {
  /**
   * The policy's name. Default: {@code BookResource.find} for a method, {@code BookResource} for a
   * class or an application.
   */
  String policy() default "";

  /**
   * For how long an answer that does not say so itself is fresh: {@code 30s}, {@code 5m}. Default:
   * only what the answer says counts.
   */
  String ttl() default "";

  /**
   * Tags of the answers, by which they can be purged. Path variables stand in braces; they are
   * those of the request, also of a {@code @Path} on the class or a locator.
   */
  String[] tags() default {};

  /** For how long a stale answer is served while a new one is fetched. */
  String staleWhileRevalidate() default "";

  /** For how long a stale answer is served in place of an error. */
  String staleIfError() default "";

  /** Query parameters that count; a star at the end stands for any rest. Default: all. */
  String[] query() default {};

  /** Query parameters that do not count, such as {@code utm_*}. */
  String[] ignoredQuery() default {};

  /** Fields of the request whose values tell answers apart. */
  String[] headers() default {};

  /** Cookies whose values tell answers apart. */
  String[] cookies() default {};

  /**
   * What else tells answers apart: {@code user}, {@code session}, {@code role:editor+admin} or
   * {@code class:com.acme.Tenant}; goes with {@link #shareDespite}.
   */
  String varyBy() default "";

  /** Signs of one user in spite of which an answer is kept and served to all. */
  Identity[] shareDespite() default {};
}
