package io.buttress.idempotency;

/** What happens to a request with a key while the store is out of reach. */
public enum Fallback {
  /** 503 with Retry-After: nothing is executed twice. */
  CLOSED,
  /** It is executed without a record, as if it had no key. */
  OPEN
}
