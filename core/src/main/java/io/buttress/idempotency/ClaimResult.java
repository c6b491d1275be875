package io.buttress.idempotency;

import java.time.Duration;

/** In which state a key was found, and what became of it. */
public sealed interface ClaimResult {
  /**
   * The key is the caller's.
   *
   * @param afterLoss whether it was taken from an owner that is lost
   */
  record Acquired(long fence, boolean afterLoss) implements ClaimResult {}

  /**
   * Somebody else works on it.
   *
   * @param fingerprint of that one's request
   * @param lease how long the claim lasts if it is not renewed
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  record Running(byte[] fingerprint, Duration lease) implements ClaimResult {}

  /**
   * Somebody worked on it and vanished; the key was not taken over, because the demand does not say
   * so or is for another request.
   *
   * @param fingerprint of that one's request
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  record Lost(byte[] fingerprint) implements ClaimResult {}

  /**
   * It is done.
   *
   * @param record as it was given to {@link IdempotencyStore#complete}
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  record Completed(byte[] record) implements ClaimResult {}
}
