package io.buttress.idempotency.internal;

import io.buttress.http.RequestView;
import io.buttress.idempotency.FingerprintSpec;
import io.buttress.idempotency.FingerprintSpec.Part;
import io.buttress.idempotency.IdempotencyPolicy;
import io.buttress.idempotency.ScopePart;
import io.buttress.text.Sha256;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Digests of what identifies a request. Each text goes in with its length, so that no two lists of
 * texts make one digest; 128 bits of SHA-256 are kept.
 */
public final class Digests {
  private static final int KEPT = 16;
  private static final byte[] NOTHING = {};
  // RFC 2046, 5.1.1: at most 70 characters.
  private static final Pattern BOUNDARY =
      Pattern.compile(
          ";\\s*boundary=(?:\"([^\"\\\\]{1,70})\"|([^\\s\";]{1,70}))", Pattern.CASE_INSENSITIVE);

  private Digests() {}

  /**
   * A key within its scope: policy, method, whose it is.
   *
   * @return 22 characters of base64url
   */
  public static String id(IdempotencyPolicy policy, RequestView request, String key) {
    MessageDigest digest = Sha256.fresh();
    update(digest, policy.name());
    update(digest, request.method());
    for (ScopePart part : policy.scope()) {
      update(digest, part.of(request));
    }
    update(digest, key);
    return text(digest);
  }

  /** A key of code, which has no request. */
  public static String id(String policy, String key) {
    MessageDigest digest = Sha256.fresh();
    update(digest, policy);
    // As no method is empty, code never meets a request.
    update(digest, "");
    update(digest, key);
    return text(digest);
  }

  private static String text(MessageDigest digest) {
    return text(kept(digest));
  }

  /** As characters of base64url. */
  public static String text(byte[] digest) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
  }

  /** What is known of a request before its body is read. */
  public static byte[] head(FingerprintSpec spec, RequestView request) {
    MessageDigest digest = Sha256.fresh();
    update(digest, request.method());
    update(digest, request.path());
    update(digest, spec.parts().contains(Part.QUERY) ? request.query() : null);
    update(digest, spec.parts().contains(Part.CONTENT_TYPE) ? contentType(request) : null);
    return kept(digest);
  }

  /** Without the boundary, which is new for each attempt to send the same form. */
  private static @Nullable String contentType(RequestView request) {
    return boundary(request) == null ? request.header("Content-Type") : mediaType(request);
  }

  /** What code says that identifies its work. */
  public static byte[] head(String fingerprint) {
    MessageDigest digest = Sha256.fresh();
    update(digest, fingerprint);
    return kept(digest);
  }

  /** The digest that takes in a body; empty if the body does not count. */
  public static Optional<MessageDigest> ofBody(FingerprintSpec spec, RequestView request) {
    if (!spec.needsBody()) {
      return Optional.empty();
    }
    String boundary = boundary(request);
    if (boundary != null) {
      return Optional.of(new BoundaryDigest(Sha256.fresh(), boundary));
    }
    return Optional.of(
        spec.ignoredJsonFields().isEmpty() || !isJson(request)
            ? Sha256.fresh()
            : new JsonDigest(Sha256.fresh(), spec.ignoredJsonFields()));
  }

  private static boolean isJson(RequestView request) {
    String type = mediaType(request);
    return type.equals("application/json") || type.endsWith("+json");
  }

  private static @Nullable String boundary(RequestView request) {
    String type = request.header("Content-Type");
    if (type == null || !mediaType(request).startsWith("multipart/")) {
      return null;
    }
    Matcher matcher = BOUNDARY.matcher(type);
    if (!matcher.find()) {
      return null;
    }
    return matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
  }

  private static String mediaType(RequestView request) {
    String type = request.header("Content-Type");
    if (type == null) {
      return "";
    }
    int semicolon = type.indexOf(';');
    String bare = semicolon < 0 ? type : type.substring(0, semicolon);
    return bare.strip().toLowerCase(Locale.ROOT);
  }

  /**
   * The whole fingerprint.
   *
   * @param body the body's digest; empty if the body does not count
   */
  public static byte[] whole(byte[] head, byte[] body) {
    MessageDigest digest = Sha256.fresh();
    digest.update(head);
    digest.update(body);
    return kept(digest);
  }

  private static void update(MessageDigest digest, @Nullable String text) {
    byte[] bytes = text == null ? NOTHING : utf16(text);
    int length = text == null ? -1 : bytes.length;
    digest.update(
        new byte[] {
          (byte) (length >>> 24), (byte) (length >>> 16), (byte) (length >>> 8), (byte) length
        });
    digest.update(bytes);
  }

  /** Unlike UTF-8 that is different for different unpaired surrogates, too. */
  private static byte[] utf16(String text) {
    byte[] bytes = new byte[2 * text.length()];
    for (int i = 0; i < text.length(); i++) {
      bytes[2 * i] = (byte) (text.charAt(i) >>> 8);
      bytes[2 * i + 1] = (byte) text.charAt(i);
    }
    return bytes;
  }

  private static byte[] kept(MessageDigest digest) {
    return Arrays.copyOf(digest.digest(), KEPT);
  }
}
