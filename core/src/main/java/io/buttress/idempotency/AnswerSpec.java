package io.buttress.idempotency;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which answers are stored, and what of them.
 *
 * @param profile which statuses
 * @param replayHeaders names of fields that are replayed, case-insensitive; never those that belong
 *     to one connection or one client, such as Set-Cookie
 * @param maxResponse of longer bodies nothing is stored, and a retry is refused; bytes, from 0
 */
public record AnswerSpec(Profile profile, Set<String> replayHeaders, long maxResponse) {
  /** Fields that say what the body is, where the result is, and what a browser may do with it. */
  public static final List<String> STANDARD_HEADERS =
      List.of(
          "Access-Control-Allow-Credentials",
          "Access-Control-Allow-Origin",
          "Access-Control-Expose-Headers",
          "Cache-Control",
          "Content-Disposition",
          "Content-Encoding",
          "Content-Language",
          "Content-Location",
          "Content-Security-Policy",
          "Content-Type",
          "ETag",
          "Expires",
          "Last-Modified",
          "Link",
          "Location",
          "Pragma",
          "Referrer-Policy",
          "Vary",
          "X-Content-Type-Options",
          "X-Frame-Options");

  private static final Set<String> NEVER =
      Set.of(
          "connection",
          "content-length",
          "date",
          "idempotency-replayed",
          "keep-alive",
          "proxy-authenticate",
          "proxy-connection",
          "set-cookie",
          "set-cookie2",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "www-authenticate");

  /** The default profile and fields, with bodies of at most 256 KiB. */
  public static final AnswerSpec STANDARD =
      new AnswerSpec(Profile.DEFAULT, Set.copyOf(STANDARD_HEADERS), 256 << 10);

  /**
   * @throws IllegalArgumentException if the size is negative, or if a field must not be replayed
   */
  public AnswerSpec {
    replayHeaders =
        replayHeaders.stream().map(AnswerSpec::lower).collect(Collectors.toUnmodifiableSet());
    replayHeaders.forEach(AnswerSpec::requireReplayable);
    if (maxResponse < 0) {
      throw new IllegalArgumentException("a response of at most " + maxResponse + " bytes");
    }
  }

  /**
   * Checks a field's name.
   *
   * @throws IllegalArgumentException if such a field must not be replayed
   */
  public static void requireReplayable(String name) {
    if (NEVER.contains(lower(name))) {
      throw new IllegalArgumentException(
          name + " belongs to one client or connection, and is never replayed");
    }
  }

  /** Whether a field of that name is replayed. */
  public boolean replays(String name) {
    return replayHeaders.contains(lower(name));
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
