package io.buttress.idempotency;

/** What becomes of a request. */
public sealed interface Decision {
  /** It is none of our business: it passes untouched. */
  enum Pass implements Decision {
    INSTANCE
  }

  /** It is the first one: the application works, and {@link IdempotencyEngine#finish} follows. */
  record Execute(Execution execution) implements Decision {}

  /**
   * There is an outcome under its key. Whose it is shows when the body is read: then {@link
   * IdempotencyEngine#replay}.
   */
  record Compare(Comparison comparison) implements Decision {}

  /** It is answered with a problem. */
  record Refuse(Refusal refusal) implements Decision {}
}
