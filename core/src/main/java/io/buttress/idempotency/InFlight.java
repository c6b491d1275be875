package io.buttress.idempotency;

/** What a retry gets while the first request is still being worked on. */
public enum InFlight {
  /** 409 at once. */
  CONFLICT,
  /** It waits for the answer, up to the policy's bound, and 409 then. */
  WAIT
}
