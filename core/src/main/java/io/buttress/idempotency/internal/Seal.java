package io.buttress.idempotency.internal;

import io.buttress.idempotency.EncryptionKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encrypts content with AES-GCM: {@code length key-id nonce (12 bytes) ciphertext tag (16 bytes)}.
 * The record's key is authenticated with it, so that who can write to Redis can't give one client's
 * answer to another one.
 */
final class Seal {
  private static final int NONCE = 12;
  private static final int TAG_BITS = 128;

  private final SecureRandom random = new SecureRandom();
  private final Map<String, SecretKey> keys = new LinkedHashMap<>();
  private final String first;

  Seal(List<EncryptionKey> keys) {
    keys.forEach(key -> this.keys.put(key.id(), new SecretKeySpec(key.secret(), "AES")));
    this.first = keys.get(0).id();
  }

  byte[] close(byte[] plain, String recordId) {
    byte[] id = first.getBytes(StandardCharsets.US_ASCII);
    byte[] nonce = new byte[NONCE];
    random.nextBytes(nonce);
    byte[] sealed = crypt(Cipher.ENCRYPT_MODE, first, nonce, plain, recordId);
    return ByteBuffer.allocate(1 + id.length + NONCE + sealed.length)
        .put((byte) id.length)
        .put(id)
        .put(nonce)
        .put(sealed)
        .array();
  }

  byte[] open(byte[] content, String recordId) {
    ByteBuffer in = ByteBuffer.wrap(content);
    String id = new String(RecordFormat.bytes(in, in.get()), StandardCharsets.US_ASCII);
    if (!keys.containsKey(id)) {
      throw new UnreadableRecordException("is encrypted with the key '" + id + "'");
    }
    byte[] nonce = RecordFormat.bytes(in, NONCE);
    return crypt(Cipher.DECRYPT_MODE, id, nonce, RecordFormat.bytes(in, in.remaining()), recordId);
  }

  private byte[] crypt(int mode, String id, byte[] nonce, byte[] text, String recordId) {
    try {
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(mode, keys.get(id), new GCMParameterSpec(TAG_BITS, nonce));
      cipher.updateAAD(recordId.getBytes(StandardCharsets.UTF_8));
      return cipher.doFinal(text);
    } catch (GeneralSecurityException e) {
      if (mode == Cipher.DECRYPT_MODE) {
        throw new UnreadableRecordException("does not fit the key '" + id + "'");
      }
      throw new IllegalStateException("AES-GCM", e);
    }
  }
}
