package io.buttress.jaxrs;

import io.buttress.idempotency.Fallback;
import io.buttress.idempotency.InFlight;
import io.buttress.idempotency.OnOwnerLost;
import io.buttress.idempotency.Profile;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Lets clients repeat a request: with the same {@code Idempotency-Key} a resource method is
 * executed once, and every retry gets the answer of the first time.
 *
 * <pre>{@code
 * @Path("orders")
 * public class OrderResource {
 *   @POST
 *   @Idempotent(required = true, ttl = "7d")
 *   public Response place(Order order) { ... }
 * }
 * }</pre>
 *
 * <p>On a method it holds for that, whatever its HTTP method is, unless that is a safe one: then it
 * is a mistake. On a class, or on the {@link jakarta.ws.rs.core.Application}, it holds for POST and
 * PATCH. On a method it replaces what the class says, and on a class what the application says. It
 * may stand on a superclass or an interface, too.
 *
 * <p>Everything can be set from outside: properties under the policy's name win, here {@code
 * buttress.idempotency.OrderResource.place.ttl=1d}. Such properties make a resource method
 * idempotent without an annotation, too. What has no member here, such as {@code max-request}, is
 * set by properties alone.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface Idempotent {
  /**
   * The policy's name, which belongs to each key. If nothing else is said, one of the properties is
   * meant. Default: {@code OrderResource.place} for a method, {@code OrderResource} for a class or
   * an application.
   */
  String policy() default "";

  /** Whether a request without a key is refused with 400. */
  boolean required() default false;

  /** Whose keys they are, as in the property {@code scope}. Default: the principal's. */
  String scope() default "";

  /** How long an answer is replayed: {@code 1h}, {@code 31d}. Default: a day. */
  String ttl() default "";

  /** What a retry gets while the first request is worked on. */
  InFlight inFlight() default InFlight.CONFLICT;

  /** What a retry does when nobody knows whether the first one was executed. */
  OnOwnerLost onOwnerLost() default OnOwnerLost.REEXECUTE;

  /** Which answers are stored. */
  Profile profile() default Profile.DEFAULT;

  /**
   * What a retry has to repeat, as in the property {@code fingerprint}. Default: path, query, type
   * and body.
   */
  String fingerprint() default "";

  /** Members of JSON bodies that a retry may change, at any depth. */
  String[] ignoredJsonFields() default {};

  /** What happens to requests with a key while Redis is out of reach. */
  Fallback fallback() default Fallback.CLOSED;
}
