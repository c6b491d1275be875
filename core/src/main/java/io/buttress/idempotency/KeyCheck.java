package io.buttress.idempotency;

/** Whether a request has a key. */
public sealed interface KeyCheck permits KeyCheck.None, KeyCheck.Refused, KeyedRequest {
  /** It has none and needs none: it passes untouched. */
  enum None implements KeyCheck {
    INSTANCE
  }

  /** It is answered with a problem. */
  record Refused(Refusal refusal) implements KeyCheck {}
}
