package io.buttress.embedded;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Waits for something that another process does. */
final class Patience {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Duration PAUSE = Duration.ofMillis(5);

  private Patience() {}

  /** A question whose answer may still fail with the exception of what it asks. */
  interface Question {
    boolean isTrue() throws Exception;
  }

  /**
   * Waits until it is true; an exception counts as 'not yet'.
   *
   * @throws EmbeddedRedisException after 30 seconds, or when the thread is interrupted
   */
  static void until(String what, Question question) {
    long start = System.nanoTime();
    Exception last = null;
    while (System.nanoTime() - start < LIMIT.toNanos()) {
      try {
        if (question.isTrue()) {
          return;
        }
      } catch (Exception notYet) {
        last = notYet;
      }
      LockSupport.parkNanos(PAUSE.toNanos());
      if (Thread.currentThread().isInterrupted()) {
        throw new EmbeddedRedisException("interrupted while waiting: " + what, last);
      }
    }
    throw new EmbeddedRedisException("not within " + LIMIT.toSeconds() + " s: " + what, last);
  }
}
