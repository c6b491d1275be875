package io.buttress.cache;

import io.buttress.http.Field;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Asks the application whether a stored response still holds (RFC 9111, 4.3). */
final class Validation {
  /** Fields of a request that a cache evaluates itself (RFC 9111, 4.3.2). */
  static final List<String> OF_THE_CLIENT =
      List.of("If-None-Match", "If-Modified-Since", "If-Range", "Range");

  /** What a 304 does not change, as the stored content depends on it (RFC 9111, 3.2). */
  private static final List<String> NEVER_UPDATED =
      List.of("Content-Encoding", "Content-Length", "Content-Range", "ETag");

  private Validation() {}

  /** Whether there is anything to ask by. */
  static boolean isPossible(StoredResponse stored) {
    return (stored.fields().has("ETag") && !stored.terms().ownEtag())
        || stored.fields().has("Last-Modified");
  }

  /**
   * The request's fields with the stored response's validators in place of the client's conditions.
   *
   * @return by name; an empty list: the request has no such field
   */
  static Map<String, List<String>> conditions(StoredResponse stored) {
    Map<String, List<String>> changed = new LinkedHashMap<>();
    OF_THE_CLIENT.forEach(name -> changed.put(name, List.of()));
    String etag = stored.fields().first("ETag");
    if (etag != null && !stored.terms().ownEtag()) {
      changed.put("If-None-Match", List.of(etag));
    }
    String modified = stored.fields().first("Last-Modified");
    if (modified != null) {
      changed.put("If-Modified-Since", List.of(modified));
    }
    return changed;
  }

  /** Whether the client may have the answer already, so that it needs to hear no more than that. */
  static boolean isConditional(CacheRequest request) {
    return request.header("If-None-Match") != null || request.header("If-Modified-Since") != null;
  }

  /**
   * Whether the answer to a HEAD tells that what is stored still holds (RFC 9111, 4.3.5). Of one
   * that tells nothing of it the RFC thinks well; but pages change that have no validator.
   */
  static boolean isConfirmed(StoredResponse stored, FieldLines ofHead, Profile profile) {
    String length = ofHead.first("Content-Length");
    int validators = 0;
    for (String name : List.of("ETag", "Last-Modified")) {
      String told = ofHead.first(name);
      if (told != null && !told.equals(stored.fields().first(name))) {
        return false;
      }
      validators += told == null ? 0 : 1;
    }
    return (validators > 0 || profile == Profile.RFC)
        && (length == null || length.strip().equals(Integer.toString(stored.body().length)));
  }

  /** The stored fields with those of a 304 in their place (RFC 9111, 3.2). */
  static FieldLines freshened(StoredResponse stored, FieldLines of304) {
    Set<String> fixed = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    fixed.addAll(NEVER_UPDATED);
    FieldLines update = of304.without(fixed::contains);
    Set<String> replaced = update.names();
    List<Field> lines = new ArrayList<>(stored.fields().without(replaced::contains).lines());
    lines.addAll(update.lines());
    return new FieldLines(lines);
  }
}
