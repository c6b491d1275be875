package io.buttress.idempotency;

import java.time.Duration;

/**
 * Why a request is not executed, nor answered with a stored answer.
 *
 * @param reason the kind of problem
 * @param detail what is to be done, for people; has nothing of other clients
 * @param retryAfter when it may make sense to ask again; zero: never, without a change
 */
public record Refusal(Reason reason, String detail, Duration retryAfter) {
  /** A kind of problem. */
  public enum Reason {
    /** 400: the policy needs a key. */
    MISSING,
    /** 400: there is a key, but not one that is allowed. */
    MALFORMED,
    /** 422: the key stands for another request. */
    MISMATCH,
    /** 409: the first request with this key is being worked on. */
    IN_FLIGHT,
    /** 409: nobody knows whether the first request was executed. */
    OWNER_LOST,
    /** 409: the first request was executed, and its answer can't be repeated. */
    NOT_REPLAYABLE,
    /** 413: the body is longer than what can be compared. */
    TOO_LARGE,
    /** 503: nobody can say whether there was a first request. */
    STORE_UNAVAILABLE
  }
}
