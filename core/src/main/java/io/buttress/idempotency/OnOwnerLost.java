package io.buttress.idempotency;

/**
 * What a retry does when whoever worked on the first request has vanished, so that nobody knows
 * whether its work was done.
 */
public enum OnOwnerLost {
  /** It is executed. */
  REEXECUTE,
  /** It is refused with 409, until the record expires: for payments. */
  REJECT
}
