package io.buttress.http;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a decision may ask of a request. Each container edge gives its own view; none of the methods
 * reads the request's body or creates a session.
 */
public interface RequestView {
  /**
   * The request method as sent, for example {@code GET}; methods are case-sensitive (RFC 9110,
   * 9.1).
   */
  String method();

  /**
   * The decoded path within the application: it starts with {@code /}, and has neither the context
   * path, nor path parameters ({@code ;jsessionid=…}), nor the query.
   */
  String path();

  /** The query as sent, without the question mark; null if there is none. */
  default @Nullable String query() {
    return null;
  }

  /**
   * The address of the peer that holds the connection, as the container tells it; maybe a proxy.
   */
  String remoteAddress();

  /**
   * The values of all field lines of that name, in the order received; empty if there are none.
   *
   * @param name a field name, case-insensitive
   */
  List<String> headers(String name);

  /** The name of the authenticated user, or null where nobody is authenticated (yet). */
  @Nullable String principal();

  /** Whether the authenticated user has that role; false where nobody is authenticated (yet). */
  boolean isUserInRole(String role);

  /** The id of the request's valid session, or null; never creates one. */
  @Nullable String sessionId();

  /** The value of the first cookie of that name (case-sensitive), or null. */
  @Nullable String cookie(String name);

  /**
   * The matched resource method as {@code com.acme.Books#find}, or null outside of JAX-RS and
   * before matching.
   */
  @Nullable String resourceMethod();

  /**
   * The value of a variable in the path template that the framework matched, such as JAX-RS's
   * {@code @Path("{shop}")}, or null. Asked where a policy has no path pattern with that variable.
   *
   * @param name the variable's name, without braces
   */
  default @Nullable String pathVariable(String name) {
    return null;
  }

  /** The first field line of that name, or null. */
  default @Nullable String header(String name) {
    List<String> values = headers(name);
    return values.isEmpty() ? null : values.get(0);
  }
}
