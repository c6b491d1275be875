package io.buttress.idempotency.internal;

import io.buttress.idempotency.IdempotencyListener;
import io.buttress.idempotency.IdempotencyListener.Event;
import io.buttress.idempotency.IdempotencyPolicy;
import io.buttress.idempotency.Refusal;
import io.buttress.idempotency.Refusal.Reason;
import java.time.Duration;

/** Words why a request is refused, and tells that it is. */
public final class Refusals {
  private static final Duration SOON = Duration.ofSeconds(1);

  private final IdempotencyListener listener;

  public Refusals(IdempotencyListener listener) {
    this.listener = listener;
  }

  /** There is no key. */
  public Refusal missing(IdempotencyPolicy policy) {
    return refusal(
        policy,
        Reason.MISSING,
        "This request needs the field " + policy.header() + " with a key of your choice.");
  }

  /** There is something that is no key. */
  public Refusal malformed(IdempotencyPolicy policy, String reason) {
    return refusal(
        policy,
        Reason.MALFORMED,
        "The field " + policy.header() + " has no valid key: " + reason + ".");
  }

  /** The body is too long to be compared. */
  public Refusal tooLarge(IdempotencyPolicy policy) {
    return refusal(
        policy,
        Reason.TOO_LARGE,
        "With a key the body may have " + policy.fingerprint().maxRequest() + " bytes.");
  }

  /** The key stands for something else. */
  public Refusal mismatch(IdempotencyPolicy policy) {
    return refusal(
        policy,
        Reason.MISMATCH,
        "This key was used for another request before: send this one with a key of its own.");
  }

  /** Somebody works on it. */
  public Refusal inFlight(IdempotencyPolicy policy) {
    return refusal(
        policy,
        Reason.IN_FLIGHT,
        "The first request with this key is not done yet: retry it later.",
        SOON);
  }

  /** Somebody worked on it. */
  public Refusal ownerLost(IdempotencyPolicy policy) {
    return refusal(
        policy,
        Reason.OWNER_LOST,
        "The server that worked on the first request with this key has vanished. Find out whether"
            + " it was executed; if it was not, send it with a new key.");
  }

  /** It is done, and that is all that is known. */
  public Refusal notReplayable(IdempotencyPolicy policy) {
    return refusal(
        policy,
        Reason.NOT_REPLAYABLE,
        "The first request with this key was executed, and its answer was not kept. Ask for its"
            + " result in another way.");
  }

  /** The store is out of reach. */
  public Refusal storeUnavailable(IdempotencyPolicy policy) {
    return refusal(
        policy,
        Reason.STORE_UNAVAILABLE,
        "Nobody can say for the moment whether this request was executed: retry it.",
        SOON);
  }

  private Refusal refusal(IdempotencyPolicy policy, Reason reason, String detail) {
    return refusal(policy, reason, detail, Duration.ZERO);
  }

  private Refusal refusal(
      IdempotencyPolicy policy, Reason reason, String detail, Duration retryAfter) {
    listener.happened(policy.name(), Event.valueOf(reason.name()));
    return new Refusal(reason, detail, retryAfter);
  }
}
