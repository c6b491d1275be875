package io.buttress.cache;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which GETs and HEADs are not looked up at all, and their answers not stored. */
final class Exempt {
  /** Fields by which a request may mean something else than its URI and method say. */
  private static final List<String> MEANING_OTHERS =
      List.of("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override");

  private Exempt() {}

  static boolean is(CacheRequest request) {
    String length = request.header("Content-Length");
    boolean hasContent =
        (length != null && !length.strip().equals("0"))
            || request.header("Transfer-Encoding") != null;
    return hasContent
        || isUpgrade(request.header("Upgrade"))
        // Conditions that only the origin can judge (RFC 9111, 4.3.2).
        || request.header("If-Match") != null
        || request.header("If-Unmodified-Since") != null
        || meansAnother(request);
  }

  // An index loop: this runs for each request, and iterators and streams would be garbage.
  private static boolean meansAnother(CacheRequest request) {
    for (int i = 0; i < MEANING_OTHERS.size(); i++) {
      if (request.header(MEANING_OTHERS.get(i)) != null) {
        return true;
      }
    }
    return false;
  }

  /** HTTP/2 is no other protocol: clients that would like it offer it with any request. */
  private static boolean isUpgrade(@Nullable String protocol) {
    return protocol != null && !protocol.strip().equalsIgnoreCase("h2c");
  }
}
