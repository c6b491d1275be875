package io.buttress.idempotency;

/** What becomes of a request with a key. */
public sealed interface Decision {
  /**
   * It is executed as if it had no key: the store is out of reach, and the policy is open; or
   * idempotency is switched off.
   */
  enum Unrecorded implements Decision {
    INSTANCE
  }

  /** It is the first one: the application works, and {@link IdempotencyEngine#finish} follows. */
  record Execute(Execution execution) implements Decision {}

  /** It is a retry, and gets the answer of the first one. */
  record Replay(StoredAnswer answer) implements Decision {}

  /** It is answered with a problem. */
  record Refuse(Refusal refusal) implements Decision {}
}
