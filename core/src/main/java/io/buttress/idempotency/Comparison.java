package io.buttress.idempotency;

import io.buttress.idempotency.internal.Outcome;
import java.security.MessageDigest;
import java.util.Optional;

/** An outcome that is there already, and whose request is still to be compared. */
public final class Comparison {
  private final IdempotencyPolicy policy;
  private final byte[] head;
  private final Optional<MessageDigest> body;
  private final Outcome outcome;

  Comparison(IdempotencyPolicy policy, byte[] head, Optional<MessageDigest> body, Outcome outcome) {
    this.policy = policy;
    this.head = head;
    this.body = body;
    this.outcome = outcome;
  }

  /** Its policy. */
  public IdempotencyPolicy policy() {
    return policy;
  }

  /** What has to be told each byte of the request's body; empty if the body does not count. */
  public Optional<MessageDigest> bodyDigest() {
    return body;
  }

  byte[] head() {
    return head;
  }

  Outcome outcome() {
    return outcome;
  }
}
