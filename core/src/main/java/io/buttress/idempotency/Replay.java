package io.buttress.idempotency;

/** What a retry of something that is done gets. */
public sealed interface Replay {
  /** The answer of the first one. */
  record Answer(StoredAnswer answer) implements Replay {}

  /** A problem. */
  record Refuse(Refusal refusal) implements Replay {}
}
