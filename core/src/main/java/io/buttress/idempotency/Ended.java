package io.buttress.idempotency;

/** How the work under a claim has ended. */
public sealed interface Ended {
  /** With an answer, all of which is known. */
  record Answered(StoredAnswer answer) implements Ended {}

  /**
   * With an answer that can't be replayed: too long, endless, or cut off.
   *
   * @param status what the client was told
   */
  record Unkept(int status) implements Ended {}

  /** Without an answer that means anything: an exception. */
  enum Failed implements Ended {
    INSTANCE
  }
}
