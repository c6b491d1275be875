package io.buttress.cache;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Keys, requests and responses for tests of stores. */
public final class TestResponses {
  /** Fresh for a minute. */
  public static final Terms TERMS = new Terms(0, 60_000, 0, 0, true, false, false, false, false);

  private TestResponses() {}

  /** The key of a path of example.org. */
  public static CacheKey key(String path) {
    String origin = "https://example.org";
    return new CacheKey(
        origin + path,
        Integer.toHexString(path.hashCode()) + "-" + path.replaceAll("[^a-z0-9]", "_"),
        Set.of(Mark.EVERYTHING, Mark.uri(path), Mark.prefix(prefix(path))));
  }

  private static String prefix(String path) {
    int end = path.indexOf('/', 1);
    return end < 0 ? "" : path.substring(0, end);
  }

  /** A request with fields of one line each. */
  public static RequestFields request(String... namesAndValues) {
    FieldLines fields = FieldLines.of(namesAndValues);
    return fields::values;
  }

  /** A response without Vary. */
  public static StoredResponse response(String body, String... tags) {
    return varying(body, List.of(), Map.of(), tags);
  }

  /** A response that depends on fields of the request. */
  public static StoredResponse varying(
      String body, List<String> names, Map<String, String> selecting, String... tags) {
    return new StoredResponse(
        200,
        FieldLines.of("Content-Type", "text/plain", "Date", "Sat, 21 Nov 2026 08:00:00 GMT"),
        body.getBytes(StandardCharsets.UTF_8),
        1_000,
        2_000,
        selecting,
        names,
        Set.of(tags),
        "catalogue",
        TERMS);
  }

  /** What is in it. */
  public static String text(StoredResponse response) {
    return new String(response.body(), StandardCharsets.UTF_8);
  }
}
