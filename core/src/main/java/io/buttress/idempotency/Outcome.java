package io.buttress.idempotency;

/** What became of work that has a key. */
public sealed interface Outcome {
  /**
   * It is done.
   *
   * @param result what the work returned, this time or the first time
   * @param replayed whether it was done before
   */
  record Done(String result, boolean replayed) implements Outcome {}

  /** It was not executed, and there is no result of a time before. */
  record Refused(Refusal refusal) implements Outcome {}
}
