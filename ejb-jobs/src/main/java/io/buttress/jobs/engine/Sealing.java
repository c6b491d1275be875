package io.buttress.jobs.engine;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encrypts payloads by AES-GCM. The job's type is authenticated with it, so that a payload can't be
 * put under another type.
 */
public final class Sealing {
  private static final String ALGORITHM = "AES/GCM/NoPadding";
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  private final List<SecretKeySpec> keys;
  private final SecureRandom random = new SecureRandom();

  /**
   * @param key 16, 24 or 32 bytes
   * @throws IllegalArgumentException if it has another length
   */
  public Sealing(byte[] key) {
    this(List.of(key));
  }

  /**
   * @param keys the first one encrypts, any decrypts; each of 16, 24 or 32 bytes
   * @throws IllegalArgumentException if there is none, or one has another length
   */
  public Sealing(List<byte[]> keys) {
    if (keys.isEmpty()) {
      throw new IllegalArgumentException("there must be a key");
    }
    this.keys = keys.stream().map(Sealing::key).toList();
  }

  private static SecretKeySpec key(byte[] key) {
    if (key.length != 16 && key.length != 24 && key.length != 32) {
      throw new IllegalArgumentException("the key must have 16, 24 or 32 bytes");
    }
    return new SecretKeySpec(key, "AES");
  }

  String seal(String type, String text) {
    try {
      byte[] nonce = new byte[NONCE_BYTES];
      random.nextBytes(nonce);
      Cipher cipher = cipher(Cipher.ENCRYPT_MODE, keys.get(0), type, nonce);
      byte[] sealed = cipher.doFinal(text.getBytes(StandardCharsets.UTF_8));
      byte[] all = Arrays.copyOf(nonce, nonce.length + sealed.length);
      System.arraycopy(sealed, 0, all, nonce.length, sealed.length);
      return Base64.getEncoder().withoutPadding().encodeToString(all);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java platform has " + ALGORITHM, e);
    }
  }

  /**
   * @throws IllegalArgumentException if it was sealed with another key or for another type, or has
   *     been changed
   */
  String open(String type, String sealed) {
    byte[] all = Base64.getDecoder().decode(sealed);
    Optional<GeneralSecurityException> failure = Optional.empty();
    for (SecretKeySpec key : keys) {
      try {
        byte[] nonce = Arrays.copyOf(all, NONCE_BYTES);
        Cipher cipher = cipher(Cipher.DECRYPT_MODE, key, type, nonce);
        byte[] text = cipher.doFinal(all, NONCE_BYTES, all.length - NONCE_BYTES);
        return new String(text, StandardCharsets.UTF_8);
      } catch (GeneralSecurityException e) {
        failure = Optional.of(e);
      }
    }
    throw new IllegalArgumentException(
        "the payload was encrypted with another key or for another type, or has been changed",
        failure.orElseThrow());
  }

  private static Cipher cipher(int mode, SecretKeySpec key, String type, byte[] nonce)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance(ALGORITHM);
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(type.getBytes(StandardCharsets.UTF_8));
    return cipher;
  }
}
