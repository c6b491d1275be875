package io.buttress.ratelimit.internal;

import io.buttress.text.Sha256;
import java.security.MessageDigest;
import java.util.List;

/**
 * Bounded texts for key values of any length and content.
 *
 * <pre>
 * key   = [alternative "!"] part *("~" part)    at most 15 characters altogether
 *       / 16 characters of base64url            96 bits of SHA-256 over everything
 * part  = 1*(letter / digit / "." / ":" / "_" / "-")
 * </pre>
 *
 * The first alternative has no prefix. Values of different alternatives never share a key: else a
 * client could choose a header that equals another one's user name, and use up his quota. The
 * lengths tell hashes from raw keys, and the separators, which no part has, tell the parts: what is
 * different stays different, up to collisions of the hash.
 */
public final class KeyText {
  private static final int LONGEST_RAW = 15;
  private static final int HASH_BYTES = 12;
  private static final boolean[] RAW = new boolean[128];

  static {
    for (char c = 0; c < RAW.length; c++) {
      RAW[c] = isRaw(c);
    }
  }

  private KeyText() {}

  /** The key of one value, as the first alternative. */
  public static String of(String value) {
    return isRaw(value, LONGEST_RAW) ? value : of(0, List.of(value));
  }

  /**
   * The key of an alternative's parts.
   *
   * @param alternative from 0
   * @param values at least one
   */
  static String of(int alternative, List<String> values) {
    if (alternative == 0 && values.size() == 1 && isRaw(values.get(0), LONGEST_RAW)) {
      return values.get(0);
    }
    StringBuilder raw = new StringBuilder(LONGEST_RAW);
    if (alternative > 0) {
      raw.append(alternative).append('!');
    }
    for (int i = 0; i < values.size(); i++) {
      String value = values.get(i);
      if (!isRaw(value, LONGEST_RAW - raw.length() - (i > 0 ? 1 : 0))) {
        return hash(alternative, values);
      }
      raw.append(i > 0 ? "~" : "").append(value);
    }
    return raw.toString();
  }

  private static boolean isRaw(String value, int longest) {
    if (value.isEmpty() || value.length() > longest) {
      return false;
    }
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c >= RAW.length || !RAW[c]) {
        return false;
      }
    }
    return true;
  }

  private static boolean isRaw(char c) {
    boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    // '-' '.' and the digits with ':' are neighbours, save for '/'.
    return letter || c == '_' || (c >= '-' && c <= ':' && c != '/');
  }

  private static String hash(int alternative, List<String> values) {
    MessageDigest digest = Sha256.fresh();
    digest.update((byte) alternative);
    digest.update((byte) values.size());
    for (String value : values) {
      update(digest, value);
    }
    return Sha256.name(digest, HASH_BYTES);
  }

  /** Length, then UTF-16: unlike UTF-8 that is different for different unpaired surrogates, too. */
  private static void update(MessageDigest digest, String value) {
    int length = value.length();
    byte[] bytes = new byte[4 + 2 * length];
    bytes[0] = (byte) (length >>> 24);
    bytes[1] = (byte) (length >>> 16);
    bytes[2] = (byte) (length >>> 8);
    bytes[3] = (byte) length;
    for (int i = 0; i < length; i++) {
      char c = value.charAt(i);
      bytes[4 + 2 * i] = (byte) (c >>> 8);
      bytes[5 + 2 * i] = (byte) c;
    }
    digest.update(bytes);
  }
}
