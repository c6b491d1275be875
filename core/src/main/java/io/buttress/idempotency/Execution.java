package io.buttress.idempotency;

import java.util.concurrent.atomic.AtomicBoolean;

/** The work under a claim, from the decision to its end. */
public final class Execution {
  private final IdempotencyPolicy policy;
  private final Claim claim;
  private final byte[] fingerprint;
  private final boolean afterLoss;
  private final AtomicBoolean ended = new AtomicBoolean();

  Execution(IdempotencyPolicy policy, Claim claim, byte[] fingerprint, boolean afterLoss) {
    this.policy = policy;
    this.claim = claim;
    this.fingerprint = fingerprint;
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

  /** Whether somebody has worked on the same request before and vanished. */
  public boolean isAfterLoss() {
    return afterLoss;
  }

  /** What identifies the request; 16 bytes, not to be changed. */
  byte[] fingerprint() {
    return fingerprint;
  }

  /** True once. */
  boolean end() {
    return ended.compareAndSet(false, true);
  }
}
