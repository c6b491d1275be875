package io.buttress.cache;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Parts of representations (RFC 9111, 3.3). They are stored under keys of their own, where nobody
 * looks who wants all of it, and served to whoever asks for what lies within one of them. They are
 * not combined: most applications that send parts give no strong validator, without which parts of
 * different states would be put together (RFC 9111, 3.4).
 */
final class Parts {
  /** A field of requests: no stored response has it. */
  private static final String ASKED_FOR = "Range";

  private static final Pattern CONTENT_RANGE =
      Pattern.compile("bytes (\\d{1,9})-(\\d{1,9})/(\\d{1,9})");

  private Parts() {}

  /** Which bytes a part is said to be, both counted from 0 and included, and of how many. */
  private record Extent(int first, int last, int total) {}

  /**
   * The right to store a part.
   *
   * @param key under which it is
   */
  record Right(CacheKey key, Ticket ticket) {}

  /** Whether an answer is one part. */
  static boolean isPart(int status, FieldLines fields) {
    return status == 206 && extent(fields).isPresent();
  }

  private static Optional<Extent> extent(FieldLines fields) {
    String text = fields.first("Content-Range");
    Matcher matcher = CONTENT_RANGE.matcher(text == null ? "" : text.strip());
    if (!matcher.matches()) {
      return Optional.empty();
    }
    Extent extent =
        new Extent(
            Integer.parseInt(matcher.group(1)),
            Integer.parseInt(matcher.group(2)),
            Integer.parseInt(matcher.group(3)));
    // RFC 9110, 14.4.
    return extent.first() <= extent.last() && extent.last() < extent.total()
        ? Optional.of(extent)
        : Optional.empty();
  }

  /** The fields that are stored of an answer to that request. */
  static FieldLines noted(FieldLines kept, CacheRequest request) {
    return kept.with(ASKED_FOR, asked(request));
  }

  private static String asked(CacheRequest request) {
    String range = request.header(ASKED_FOR);
    return range == null ? "" : range.strip();
  }

  /**
   * What of a stored part answers a request.
   *
   * @return a part with its Content-Range; empty if the application has to be asked
   */
  static Optional<StoredResponse> select(CacheRequest request, StoredResponse part, long now) {
    Optional<Extent> extent = extent(part.fields());
    if (extent.isEmpty()
        || request.header("If-None-Match") != null
        || request.header("If-Modified-Since") != null
        || !Preconditions.rangeHolds(request, part, now)) {
      return Optional.empty();
    }
    String before = part.fields().first(ASKED_FOR);
    FieldLines fields = part.fields().without(ASKED_FOR::equalsIgnoreCase);
    if (asked(request).equals(before)) {
      // The same question: the very answer of the application.
      return Optional.of(part.showing(fields, part.body()));
    }
    return within(extent.get(), asked(request), part.showing(fields, part.body()));
  }

  private static Optional<StoredResponse> within(Extent extent, String range, StoredResponse part) {
    if (!(Ranges.select(range, extent.total()) instanceof Ranges.Part wanted)) {
      return Optional.empty();
    }
    byte[] body = part.body();
    // A body that is shorter than was said ends early; less than was asked for may be sent
    // (RFC 9110, 15.3.7).
    int last = Math.min(wanted.last(), extent.first() + body.length - 1);
    if (wanted.first() < extent.first() || wanted.last() > extent.last() || last < wanted.first()) {
      return Optional.empty();
    }
    byte[] content = new byte[last - wanted.first() + 1];
    System.arraycopy(body, wanted.first() - extent.first(), content, 0, content.length);
    String said = "bytes " + wanted.first() + "-" + last + "/" + extent.total();
    return Optional.of(part.showing(part.fields().with("Content-Range", said), content));
  }

  /** Whether so long a body can be that part. */
  static boolean fits(StoredResponse part, int length) {
    return extent(part.fields()).filter(e -> length <= e.last() - e.first() + 1).isPresent();
  }
}
