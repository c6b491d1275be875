package io.buttress.jaxrs;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Purges stored answers, on all nodes, when a resource method has answered with success (2xx or
 * 3xx), and before its client hears of it. Whatever the answer was stored by: {@link Cached}, a
 * policy of the properties or the servlet filter.
 *
 * <p>On a class it means all of its methods but those for GET, HEAD and OPTIONS; one on a method
 * replaces it. Path variables in braces stand for the request's.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface CacheInvalidate {
  /** What has one of these tags: {@code book-{id}}. */
  String[] tags() default {};

  /**
   * URIs below the application's own path, such as {@code /books/{id}?page=1}, in all variants; the
   * request's own is purged anyway.
   */
  String[] uris() default {};

  /** Paths below the application's own path: they, and all below them, whatever the query. */
  String[] prefixes() default {};

  /** Whether it may still be served while a new answer is fetched. */
  boolean soft() default false;
}
