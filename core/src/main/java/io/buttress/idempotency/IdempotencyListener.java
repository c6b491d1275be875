package io.buttress.idempotency;

/** Is told what happens. Must be fast, and must not throw. */
@FunctionalInterface
public interface IdempotencyListener {
  /** Tells nobody. */
  IdempotencyListener NONE = (policy, event) -> {};

  /** Something has happened under a policy of that name. */
  void happened(String policy, Event event);

  /** What can happen. */
  enum Event {
    /** A key was claimed, and its request executed. */
    EXECUTED,
    /** The same, after an owner was lost. */
    TAKEN_OVER,
    /** A request was executed without a record, because the store is out of reach. */
    UNRECORDED,
    /** A stored answer was sent. */
    REPLAYED,
    /** A request was refused, for the reason of that name. */
    MISSING,
    MALFORMED,
    MISMATCH,
    IN_FLIGHT,
    OWNER_LOST,
    NOT_REPLAYABLE,
    TOO_LARGE,
    STORE_UNAVAILABLE,
    /** An answer was stored. */
    STORED,
    /** It was stored that there was an answer, but not which. */
    STORED_WITHOUT_ANSWER,
    /** A key was left free, because the answer was not final. */
    RELEASED,
    /** An outcome was not stored, because somebody else has taken the key. */
    FENCED_OFF,
    /** A claim was not renewed any more, because its execution took too long. */
    OVERDUE,
    /** An outcome could not be stored before its claim has expired. */
    UNSETTLED
  }
}
