package io.buttress.cache;

import io.buttress.http.Field;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Which representation of what is stored a client gets (RFC 9110, 12.5.3). */
final class Negotiation {
  private Negotiation() {}

  /** The response with the content in the coding that the client prefers. */
  static StoredResponse select(StoredResponse stored, CacheRequest request) {
    Gzipped gzipped = stored.gzipped();
    if (gzipped == null) {
      return stored;
    }
    boolean asIs = CacheControl.parse(request.headers("Cache-Control")).has("no-transform");
    if (asIs || !prefersGzip(request.headers("Accept-Encoding"))) {
      return stored.showing(varying(stored.fields()), stored.body());
    }
    List<Field> lines =
        new ArrayList<>(varying(stored.fields().without("ETag"::equalsIgnoreCase)).lines());
    lines.add(new Field("Content-Encoding", "gzip"));
    if (gzipped.etag() != null) {
      lines.add(new Field("ETag", gzipped.etag()));
    }
    return stored.showing(new FieldLines(lines), gzipped.body());
  }

  /** Whoever says nothing may not know it. */
  static boolean prefersGzip(List<String> acceptEncoding) {
    if (acceptEncoding.isEmpty()) {
      return false;
    }
    Map<String, Double> weights = new HashMap<>();
    for (String member : Members.of(acceptEncoding)) {
      int semicolon = member.indexOf(';');
      String coding = semicolon < 0 ? member : member.substring(0, semicolon);
      weights.put(coding.strip().toLowerCase(Locale.ROOT), Quality.of(member));
    }
    double others = weights.getOrDefault("*", 0.0);
    double gzip = weights.getOrDefault("gzip", weights.getOrDefault("x-gzip", others));
    return gzip > 0 && gzip >= weights.getOrDefault("identity", 0.0);
  }

  private static FieldLines varying(FieldLines fields) {
    List<Field> lines = new ArrayList<>(fields.lines());
    lines.addAll(variation(fields));
    return new FieldLines(lines);
  }

  /** What fields lack so that they say that the response varies by Accept-Encoding. */
  static List<Field> variation(FieldLines fields) {
    boolean said =
        Members.of(fields.values("Vary")).stream().anyMatch("Accept-Encoding"::equalsIgnoreCase);
    return said ? List.of() : List.of(new Field("Vary", "Accept-Encoding"));
  }
}
