package io.buttress.text;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

/** SHA-256, as names are made of what is too long or too strange for one. */
public final class Sha256 {
  private static final MessageDigest UNTOUCHED = lookedUp();

  private Sha256() {}

  /** A digest that knows nothing yet. */
  public static MessageDigest fresh() {
    try {
      // Cloning an untouched one is safe for many threads, and cheaper than a look-up of providers.
      return (MessageDigest) UNTOUCHED.clone();
    } catch (CloneNotSupportedException e) {
      return lookedUp();
    }
  }

  private static MessageDigest lookedUp() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  /**
   * A name for a text, of letters, digits, {@code -} and {@code _}.
   *
   * @param bytes how many of the digest's 32 bytes it holds
   */
  public static String name(String text, int bytes) {
    return name(text.getBytes(StandardCharsets.UTF_8), bytes);
  }

  /** The same for bytes. */
  public static String name(byte[] content, int bytes) {
    MessageDigest digest = fresh();
    digest.update(content);
    return name(digest, bytes);
  }

  /** The same for all that a digest has been told. */
  public static String name(MessageDigest told, int bytes) {
    byte[] head = Arrays.copyOf(told.digest(), bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(head);
  }
}
