package io.buttress.cache;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.greenbytes.http.sfv.OuterList;
import org.greenbytes.http.sfv.ParseException;
import org.greenbytes.http.sfv.Parser;
import org.greenbytes.http.sfv.StringItem;

/** What a request that may change something makes invalid (RFC 9111, 4.4; RFC 9875, 3). */
final class Invalidation {
  /** Methods that change nothing (RFC 9110, 9.2.1); of others nobody knows. */
  private static final Set<String> SAFE =
      Set.of("GET", "HEAD", "OPTIONS", "TRACE", "PROPFIND", "REPORT", "SEARCH", "QUERY");

  private Invalidation() {}

  static boolean isSafe(String method) {
    return SAFE.contains(method);
  }

  /** The marks to purge: none unless the request has succeeded. */
  static Set<String> marks(
      CacheRequest request, CachePolicy policy, int status, FieldLines fields) {
    Set<String> marks = new LinkedHashSet<>();
    if (status < 200 || status > 399) {
      return marks;
    }
    String query = policy.key().query().normalised(request.rawQuery());
    marks.add(Mark.uri(request.rawPath() + query));
    // Whoever writes to /books;jsessionid=1 has changed /books.
    marks.add(Mark.uri(CacheKeys.withoutParameters(request.rawPath()) + query));
    for (String name : List.of("Location", "Content-Location")) {
      String target = fields.first(name);
      if (target != null) {
        CacheKeys.mark(request, policy, target).ifPresent(marks::add);
      }
    }
    for (String group : strings(fields.values("Cache-Group-Invalidation"))) {
      marks.add(Mark.group(CacheKeys.origin(request), group));
    }
    return marks;
  }

  /** The strings of a structured list (RFC 9651, 3.1); empty if it is not valid. */
  static List<String> strings(List<String> lines) {
    if (lines.isEmpty()) {
      return List.of();
    }
    try {
      OuterList list = new Parser(lines).parseList();
      return list.get().stream()
          .filter(StringItem.class::isInstance)
          .map(item -> ((StringItem) item).get())
          .toList();
    } catch (ParseException e) {
      return List.of();
    }
  }
}
