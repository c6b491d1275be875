package io.buttress.redis;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Tells callers that come back at once, as a loop does that has nothing else to do, from those that
 * have other work between two calls, as a server's thread has: an answer to write, and the next
 * request to read. The former are back within 5 microseconds, the latter not before 15.
 *
 * <p>A table without a thread local, as nothing of an application may be left with a server's
 * threads. Of two threads that share a place one may be taken for the other, which does no harm.
 */
final class Regulars {
  private static final long SOON_NANOS = 10_000;
  private static final int PLACES = 1 << 8;

  private final AtomicLongArray served = new AtomicLongArray(PLACES);
  private final long soon;

  Regulars() {
    this(SOON_NANOS);
  }

  /**
   * @param soon within how many nanoseconds a regular is back
   */
  Regulars(long soon) {
    this.soon = soon;
  }

  /** Whether this thread has been served a moment ago. */
  boolean hasComeBack() {
    return System.nanoTime() - served.get(place()) < soon;
  }

  /** This thread has been served. */
  void goes() {
    served.lazySet(place(), System.nanoTime());
  }

  private static int place() {
    return (int) Thread.currentThread().getId() & (PLACES - 1);
  }
}
