package io.buttress.servlet.internal;

import org.jspecify.annotations.Nullable;

/**
 * The end of a response: the application has returned, and asynchronous work that it started is
 * complete, in whatever order.
 */
final class Completion {
  private @Nullable Runnable then;
  private boolean started;
  private boolean complete;
  private boolean over;

  /** Whether asynchronous work was started, of which nobody had said so. */
  synchronized boolean start() {
    boolean first = !started;
    started = true;
    return first;
  }

  synchronized boolean isStarted() {
    return started;
  }

  /** The asynchronous work is complete. */
  void completed() {
    Runnable action;
    synchronized (this) {
      complete = true;
      action = due();
    }
    action.run();
  }

  /**
   * The application has returned.
   *
   * @param last runs at the end, once
   */
  void returned(Runnable last) {
    Runnable action;
    synchronized (this) {
      then = last;
      action = due();
    }
    action.run();
  }

  private Runnable due() {
    if (over || then == null || (started && !complete)) {
      return () -> {};
    }
    over = true;
    return then;
  }
}
