package io.buttress.cache;

import io.buttress.http.Field;
import java.util.List;
import java.util.function.Predicate;

/** Makes answers of stored responses (RFC 9111, 4). */
final class Replies {
  private static final byte[] NO_BODY = {};

  /**
   * What tells of content that is not sent (RFC 9110, 15.4.5). Others are, as an application's own
   * 304 has them: without Access-Control-Allow-Origin, say, a browser keeps it from its script.
   */
  private static final List<String> OF_THE_CONTENT =
      List.of(
          "Accept-Ranges",
          "Content-Encoding",
          "Content-Language",
          "Content-Length",
          "Content-Digest",
          "Content-MD5",
          "Content-Range",
          "Content-Type",
          "Transfer-Encoding");

  /** What tells of the very bytes that are sent when all are (RFC 9530, 2). */
  private static final List<String> OF_ALL_BYTES = List.of("Content-Digest", "Content-MD5");

  /** What a 416 does not say: whoever asks for too much must not have others keep that. */
  private static final List<String> OF_THE_STORED =
      List.of("Cache-Control", "CDN-Cache-Control", "ETag", "Expires", "Last-Modified");

  private Replies() {}

  /**
   * The answer to a request from a stored response: 200, 304, 206 or 416 as the request's own
   * conditions and ranges have it.
   *
   * @param status the value of Cache-Status; empty for none
   */
  static Reply of(CacheRequest request, StoredResponse found, String status, long now) {
    StoredResponse stored = Negotiation.select(found, request);
    boolean head = request.method().equals("HEAD");
    if (Preconditions.isNotModified(request, stored, now)) {
      return new Reply(304, unmodified(stored, status, now), NO_BODY, 0, 0, false, false);
    }
    String range = request.header("Range");
    if (!head
        && range != null
        && stored.status() == 200
        && Preconditions.rangeHolds(request, stored, now)) {
      Ranges.Selection selection = Ranges.select(range, stored.body().length);
      if (selection instanceof Ranges.Part part) {
        return part(stored, part, status, now);
      }
      if (selection instanceof Ranges.Parts parts) {
        return parts(stored, parts, status, now);
      }
      if (selection == Ranges.Nothing.NOTHING) {
        return unsatisfiable(stored, status, now);
      }
    }
    boolean content = stored.status() != 204 && stored.status() != 205;
    return new Reply(
        stored.status(),
        fields(stored, status, now),
        stored.body(),
        0,
        stored.body().length,
        content && !head,
        content);
  }

  /** A 304 in place of the application's answer with these fields, which the client has already. */
  static Reply notModified(FieldLines fields) {
    return new Reply(304, withoutContent(fields), NO_BODY, 0, 0, false, false);
  }

  private static Reply part(StoredResponse stored, Ranges.Part part, String status, long now) {
    String range = ByteRanges.contentRange(part, stored.body());
    FieldLines fields = ofPart(stored, status, now).with("Content-Range", range);
    return new Reply(206, fields, stored.body(), part.first(), part.length(), true, true);
  }

  private static Reply parts(StoredResponse stored, Ranges.Parts parts, String status, long now) {
    String type = stored.fields().first("Content-Type");
    ByteRanges ranges = new ByteRanges(stored.body(), parts, type);
    FieldLines fields = ofPart(stored, status, now).with("Content-Type", ranges.contentType());
    byte[] content = ranges.content();
    return new Reply(206, fields, content, 0, content.length, true, true);
  }

  private static Reply unsatisfiable(StoredResponse stored, String status, long now) {
    FieldLines fields =
        withoutContent(fields(stored, status, now))
            .without(name -> isAmong(OF_THE_STORED, name))
            .with("Content-Range", "bytes */" + stored.body().length)
            .with("Cache-Control", "no-store");
    return new Reply(416, fields, NO_BODY, 0, 0, true, true);
  }

  private static FieldLines ofPart(StoredResponse stored, String status, long now) {
    return fields(stored, status, now, name -> !isAmong(OF_ALL_BYTES, name));
  }

  private static FieldLines withoutContent(FieldLines fields) {
    return fields.without(Replies::isOfContent);
  }

  private static boolean isOfContent(String name) {
    return isAmong(OF_THE_CONTENT, name);
  }

  private static boolean isAmong(List<String> names, String name) {
    for (int i = 0; i < names.size(); i++) {
      if (names.get(i).equalsIgnoreCase(name)) {
        return true;
      }
    }
    return false;
  }

  private static FieldLines unmodified(StoredResponse stored, String status, long now) {
    boolean tagged = stored.fields().has("ETag");
    return fields(
        stored,
        status,
        now,
        // Last-Modified is of use where there is no better one only (RFC 9110, 15.4.5).
        tagged
            ? name -> !isOfContent(name) && !name.equalsIgnoreCase("Last-Modified")
            : name -> !isOfContent(name));
  }

  private static FieldLines fields(StoredResponse stored, String status, long now) {
    return fields(stored, status, now, name -> true);
  }

  /** In an array of the right length: this is made for each hit. */
  private static FieldLines fields(
      StoredResponse stored, String status, long now, Predicate<String> shown) {
    List<Field> lines = stored.fields().lines();
    int count = 0;
    for (int i = 0; i < lines.size(); i++) {
      count += shown.test(lines.get(i).name()) ? 1 : 0;
    }
    Field[] all = new Field[count + (status.isEmpty() ? 1 : 2)];
    count = 0;
    for (int i = 0; i < lines.size(); i++) {
      if (shown.test(lines.get(i).name())) {
        all[count++] = lines.get(i);
      }
    }
    long age = Math.min(stored.age(now) / 1000, CacheControl.MAX_SECONDS);
    all[count] = new Field("Age", Long.toString(age));
    if (!status.isEmpty()) {
      all[count + 1] = new Field("Cache-Status", status);
    }
    return new FieldLines(List.of(all));
  }
}
