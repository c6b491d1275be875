package io.buttress.internal;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Deque;

/** What has been opened, to be closed in the opposite order, whatever fails. */
final class Closers implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Closers.class.getName());

  private final Deque<AutoCloseable> opened = new ArrayDeque<>();

  <T extends AutoCloseable> T add(T closeable) {
    opened.push(closeable);
    return closeable;
  }

  /** Closes everything; what fails is logged, and keeps nothing else from being closed. */
  @Override
  public void close() {
    while (!opened.isEmpty()) {
      AutoCloseable next = opened.pop();
      try {
        next.close();
      } catch (Exception | LinkageError e) {
        if (e instanceof InterruptedException) {
          Thread.currentThread().interrupt();
        }
        LOG.log(Level.WARNING, "Closing " + next.getClass().getName() + " failed", e);
      }
    }
  }
}
