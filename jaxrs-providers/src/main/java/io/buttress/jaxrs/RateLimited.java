package io.buttress.jaxrs;

import io.buttress.ratelimit.Algorithm;
import io.buttress.ratelimit.Fallback;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Limits the requests to a resource method, to all methods of a resource class together, or to all
 * of an {@link jakarta.ws.rs.core.Application}.
 *
 * <pre>{@code
 * @Path("books")
 * @RateLimited(limits = "100/1m", key = "principal|address")
 * public class BookResource {
 *   @GET
 *   @Path("search")
 *   @RateLimited(limits = "burst:10/1s, sustained:1000/1h")
 *   @RateLimited(policy = "search-of-all-users")
 *   public List<Book> search(@QueryParam("q") String query) { ... }
 * }
 * }</pre>
 *
 * <p>On a method it replaces what the class says, and on a class what the application says. It may
 * stand on a superclass or an interface, too: the class comes first, then its superclasses, then
 * interfaces. On a sub-resource locator it is a mistake, for it would limit nothing.
 *
 * <p>Several on one method or class hold together: a request passes if all of them admit it, and is
 * charged to all or none of those that are asked at the same time: before authentication, or after
 * it if their key needs to know who is asking. What was charged before authentication stays charged
 * if a later one refuses.
 *
 * <p>Everything can be set from outside: properties under the policy's name win, here {@code
 * buttress.rate-limit.BookResource.search.limits=20/1s}. Such properties limit a resource method
 * without an annotation, too. What has no member here, such as {@code mode} or {@code ban}, is set
 * by properties alone.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
@Repeatable(RateLimited.All.class)
public @interface RateLimited {
  /**
   * The policy's name. If nothing else is said, one of the properties is meant, and all methods
   * that name it count together. Default: {@code BookResource.search} for a method, {@code
   * BookResource} for a class or an application; methods with the same name count together.
   */
  String policy() default "";

  /** The limits, as in the property {@code limits}: {@code 100/1m} or {@code 10/1s, 1000/1h}. */
  String limits() default "";

  /** How the limits count. */
  Algorithm algorithm() default Algorithm.TOKEN_BUCKET;

  /**
   * Under which value requests are counted together, as in the property {@code key}: {@code
   * principal|address}, {@code path:id} for a {@code @PathParam("id")}, {@code resource-method} and
   * so on. Default: the client's address.
   */
  String key() default "";

  /** What a request costs, from 1. */
  long cost() default 1;

  /** Limits of users in a role, in place of {@link #limits}: {@code premium=10000/1h}. */
  String[] roleLimits() default {};

  /** What happens while Redis is out of reach. */
  Fallback fallback() default Fallback.LOCAL;

  /** Several limits on one method or class; written by the compiler. */
  @Documented
  @Retention(RetentionPolicy.RUNTIME)
  @Target({ElementType.TYPE, ElementType.METHOD})
  @interface All {
    /** The limits, in the order written. */
    RateLimited[] value();
  }
}
