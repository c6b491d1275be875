package io.buttress.cache;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** Entity tags for responses whose application gives none (RFC 9110, 8.8.3). */
final class OwnEtag {
  private static final int BYTES = 12;

  private OwnEtag() {}

  /** A strong tag: equal for equal bytes only, as far as a digest of 96 bits can tell. */
  static String of(byte[] body) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(body);
      byte[] tag = new byte[BYTES];
      System.arraycopy(digest, 0, tag, 0, BYTES);
      return '"' + Base64.getUrlEncoder().withoutPadding().encodeToString(tag) + '"';
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }
}
