package io.buttress.idempotency;

import io.buttress.idempotency.internal.Digests;
import java.security.MessageDigest;
import java.util.Optional;

/**
 * A request with a key. If its body counts, that is read and digested before the decision. For one
 * thread.
 */
public final class KeyedRequest implements KeyCheck {
  private static final byte[] NOTHING = {};

  private final IdempotencyPolicy policy;
  private final String id;
  private final byte[] head;
  private final Optional<MessageDigest> body;

  KeyedRequest(IdempotencyPolicy policy, String id, byte[] head, Optional<MessageDigest> body) {
    this.policy = policy;
    this.id = id;
    this.head = head;
    this.body = body;
  }

  /** Its policy. */
  public IdempotencyPolicy policy() {
    return policy;
  }

  /** What has to be told each byte of the request's body; empty if the body does not count. */
  public Optional<MessageDigest> bodyDigest() {
    return body;
  }

  String id() {
    return id;
  }

  /** Once, when the body has been digested. */
  byte[] fingerprint() {
    return Digests.whole(head, body.map(MessageDigest::digest).orElse(NOTHING));
  }
}
