package io.buttress.servlet.internal;

/** How reading a request's body ahead of the application went. */
public enum Prefetch {
  /** All of it was read and digested. */
  WHOLE,
  /** It is longer than the cap: what was digested, if anything, is not all of it. */
  OVER_CAP,
  /**
   * The container cannot make parts of it: it is malformed, or over a limit that the application
   * set. The application will be told the same when it asks for them.
   */
  UNREADABLE
}
