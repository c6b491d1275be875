package io.buttress.idempotency;

import io.buttress.idempotency.internal.Digests;
import java.security.MessageDigest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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
  private byte @Nullable [] fingerprint;

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

  /** For the application; when the body has been digested. */
  public IdempotentCall call() {
    return new IdempotentCall(id, Digests.text(fingerprint()));
  }

  /** When the body has been digested. */
  byte[] fingerprint() {
    byte[] whole = fingerprint;
    if (whole == null) {
      whole = Digests.whole(head, body.map(MessageDigest::digest).orElse(NOTHING));
      fingerprint = whole;
    }
    return whole;
  }
}
