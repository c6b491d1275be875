package io.buttress.cache;

import io.buttress.http.HttpDate;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A client's own conditions, evaluated against a stored response (RFC 9111, 4.3.2). */
final class Preconditions {
  private Preconditions() {}

  /** Whether the client has the response already: it gets 304 then. */
  static boolean isNotModified(CacheRequest request, StoredResponse stored, long now) {
    return isNotModified(request, stored.status(), stored.fields(), now);
  }

  /** The same of any response. */
  static boolean isNotModified(CacheRequest request, int status, FieldLines fields, long now) {
    if (status < 200 || status > 299) {
      // RFC 9110, 13.2.1: conditions are for what would be a success without them.
      return false;
    }
    List<String> known = request.headers("If-None-Match");
    if (!known.isEmpty()) {
      // If-Modified-Since is not even looked at (RFC 9110, 13.2.2).
      return matches(known, fields.first("ETag"));
    }
    String since = request.header("If-Modified-Since");
    if (since == null
        || status != 200
        // RFC 9110, 13.1.3: more than one is none.
        || request.headers("If-Modified-Since").size() > 1) {
      return false;
    }
    OptionalLong date = HttpDate.parse(since, now);
    OptionalLong modified = modified(fields, now);
    return date.isPresent() && modified.isPresent() && modified.getAsLong() <= date.getAsLong();
  }

  /** RFC 9111, 4.3.2: of what has no Last-Modified the Date counts. */
  private static OptionalLong modified(FieldLines fields, long now) {
    String text = fields.first("Last-Modified");
    String date = text == null ? fields.first("Date") : text;
    return date == null ? OptionalLong.empty() : HttpDate.parse(date, now);
  }

  /** Whether the client names the very tag of a response. */
  static boolean isNamed(CacheRequest request, FieldLines fields) {
    String etag = fields.first("ETag");
    return etag != null
        && Members.of(request.headers("If-None-Match")).stream().anyMatch(tag -> isSame(tag, etag));
  }

  private static boolean matches(List<String> lines, @Nullable String etag) {
    if (lines.get(0).equals(etag)) {
      // Most clients send nothing but what they were sent.
      return true;
    }
    for (String member : Members.of(lines)) {
      if (member.equals("*") || (etag != null && isSame(member, etag))) {
        return true;
      }
    }
    return false;
  }

  /** By the weak comparison (RFC 9110, 8.8.3.2). */
  private static boolean isSame(String etag, String other) {
    return opaque(etag).equals(opaque(other));
  }

  private static String opaque(String etag) {
    String text = etag.strip();
    return text.startsWith("W/") ? text.substring(2) : text;
  }

  /**
   * Whether a Range may be answered with a part: without If-Range, or if its strong validator
   * matches (RFC 9110, 13.1.5).
   */
  static boolean rangeHolds(CacheRequest request, StoredResponse stored, long now) {
    String condition = request.header("If-Range");
    if (condition == null) {
      return true;
    }
    String text = condition.strip();
    if (text.startsWith("\"")) {
      return text.equals(stored.fields().first("ETag"));
    }
    String modified = stored.fields().first("Last-Modified");
    OptionalLong date = HttpDate.parse(text, now);
    // A date is strong only if the response is a good deal younger (RFC 9110, 8.8.2.2), and not
    // where it is that of two representations.
    return date.isPresent()
        && stored.gzipped() == null
        && modified != null
        && HttpDate.parse(modified, now).equals(date)
        && stored.responseTime() - date.getAsLong() >= 1000;
  }
}
