package io.buttress.internal;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Phaser;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A task that knows where it is listed, so that it can be cancelled when the application ends. */
final class ScheduledTask<V> extends FutureTask<V> implements ScheduledFuture<V> {
  private static final Logger LOG = System.getLogger(ScheduledTask.class.getName());

  private final Set<ScheduledTask<?>> pending;
  private final Phaser running;
  private volatile @Nullable ScheduledFuture<?> handle;
  private volatile @Nullable Delayed delay;

  ScheduledTask(Callable<V> callable, Set<ScheduledTask<?>> pending, Phaser running) {
    super(callable);
    this.pending = pending;
    this.running = running;
  }

  void startedAs(ScheduledFuture<?> started) {
    startedAs(started, started);
  }

  /**
   * @param howLong until it runs, which may be longer than until the executor does something
   */
  void startedAs(ScheduledFuture<?> started, Delayed howLong) {
    handle = started;
    delay = howLong;
    // Cancelled before the executor had said as what.
    if (isCancelled()) {
      started.cancel(false);
    }
  }

  @Override
  public void run() {
    running.register();
    try {
      super.run();
    } finally {
      running.arriveAndDeregister();
    }
  }

  /** Runs, and may run again unless it threw or was cancelled. */
  void runAgain() {
    running.register();
    try {
      if (!runAndReset()) {
        cancelHandle();
      }
    } finally {
      running.arriveAndDeregister();
    }
  }

  @Override
  protected void setException(Throwable thrown) {
    // Hardly anybody asks the future of a delayed task how it went.
    LOG.log(Level.WARNING, "A scheduled task failed", thrown);
    super.setException(thrown);
  }

  @Override
  protected void done() {
    pending.remove(this);
    if (isCancelled()) {
      cancelHandle();
    }
  }

  /** Takes it from the executor. */
  void cancelHandle() {
    ScheduledFuture<?> started = handle;
    if (started != null) {
      started.cancel(false);
    }
  }

  @Override
  public long getDelay(TimeUnit unit) {
    Delayed known = delay;
    return known == null ? 0 : known.getDelay(unit);
  }

  @Override
  public int compareTo(Delayed other) {
    return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }
}
