package io.buttress.idempotency;

import java.security.MessageDigest;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** The work under a claim, from the decision to its end. */
public final class Execution {
  private final IdempotencyPolicy policy;
  private final Claim claim;
  private final byte[] head;
  private final Optional<MessageDigest> body;
  private final boolean afterLoss;
  private final AtomicBoolean ended = new AtomicBoolean();

  Execution(
      IdempotencyPolicy policy,
      Claim claim,
      byte[] head,
      Optional<MessageDigest> body,
      boolean afterLoss) {
    this.policy = policy;
    this.claim = claim;
    this.head = head;
    this.body = body;
    this.afterLoss = afterLoss;
  }

  /** Its policy. */
  public IdempotencyPolicy policy() {
    return policy;
  }

  /** Its hold of the key. */
  public Claim claim() {
    return claim;
  }

  /** What has to be told each byte of the request's body; empty if the body does not count. */
  public Optional<MessageDigest> bodyDigest() {
    return body;
  }

  /** Whether somebody has worked on the same request before and vanished. */
  public boolean isAfterLoss() {
    return afterLoss;
  }

  byte[] head() {
    return head;
  }

  /** True once. */
  boolean end() {
    return ended.compareAndSet(false, true);
  }
}
