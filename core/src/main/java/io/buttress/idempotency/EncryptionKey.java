package io.buttress.idempotency;

/**
 * A key for records at rest (AES-GCM). The first of several encrypts; all of them decrypt, so a new
 * one is put in front, and an old one taken away when the records of its time have expired.
 *
 * @param id tells records which key they need; 1 to 32 letters, digits, {@code -}, {@code _} and
 *     {@code .}
 * @param secret 16, 24 or 32 bytes
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record EncryptionKey(String id, byte[] secret) {
  /**
   * @throws IllegalArgumentException if the id or the length is not allowed; never says the secret
   */
  public EncryptionKey {
    secret = secret.clone();
    if (!id.matches("[A-Za-z0-9_.-]{1,32}")) {
      throw new IllegalArgumentException(
          "a key's id has 1 to 32 letters, digits, '-', '_' and '.'");
    }
    if (secret.length != 16 && secret.length != 24 && secret.length != 32) {
      throw new IllegalArgumentException(
          "the key " + id + " has " + secret.length + " bytes: allowed are 16, 24 and 32");
    }
  }

  @Override
  public byte[] secret() {
    return secret.clone();
  }

  /** Without the secret. */
  @Override
  public String toString() {
    return "EncryptionKey[" + id + "]";
  }
}
