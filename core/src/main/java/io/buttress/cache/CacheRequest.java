package io.buttress.cache;

import io.buttress.http.RequestView;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the cache may ask of a request. */
public interface CacheRequest extends RequestView, RequestFields {
  /** {@code http} or {@code https}, as the container tells it. */
  String scheme();

  /** Host and port as the container tells them; the port is left out if it is the scheme's own. */
  String authority();

  /** The path as it was sent: context path, encodings and path parameters included. */
  String rawPath();

  /** The query as it was sent, without the question mark; null if there is none. */
  @Nullable String rawQuery();

  /** What the application has said of the request under that name, such as in an attribute. */
  default @Nullable Object mark(String name) {
    return null;
  }

  /**
   * Names of fields, in lower case, on which an answer depends though it does not say so in Vary.
   */
  default List<String> varying() {
    return List.of();
  }
}
