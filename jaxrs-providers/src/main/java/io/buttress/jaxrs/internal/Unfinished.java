package io.buttress.jaxrs.internal;

/** What is left to do for a request until it has ended. */
interface Unfinished {
  /** Whether nothing is left to do. */
  boolean isFinished();

  /** The request has ended; a second call does nothing. */
  void end(RequestOver over);
}
