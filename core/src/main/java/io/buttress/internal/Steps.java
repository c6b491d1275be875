package io.buttress.internal;

import java.util.concurrent.Delayed;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Brings a task that is far away nearer, a short delay at a time. A container's scheduler keeps
 * what was cancelled until its time has come, and with it all classes of an application that has
 * long been undeployed: so it is never given anything for longer than a step.
 */
final class Steps implements Delayed, Runnable {
  /** How long a container's scheduler may hold on to an application that has ended. */
  static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final ScheduledExecutorService container;
  private final ScheduledTask<?> task;
  private final Repetition repetition;
  private volatile long due;

  /** When a task comes again. */
  record Repetition(long periodNanos, boolean fromItsStart) {
    static final Repetition NONE = new Repetition(0, false);
  }

  Steps(
      ScheduledExecutorService container,
      ScheduledTask<?> task,
      long delayNanos,
      Repetition repetition) {
    this.container = container;
    this.task = task;
    this.repetition = repetition;
    this.due = System.nanoTime() + delayNanos;
  }

  /** Whether a container's scheduler may have something for that long. */
  static boolean isNear(long delay, TimeUnit unit) {
    return unit.toNanos(delay) <= LONGEST_NANOS;
  }

  /**
   * Takes the next step.
   *
   * @throws RejectedExecutionException if the container takes no tasks any more
   */
  void start() {
    long nanos = Math.min(Math.max(getDelay(TimeUnit.NANOSECONDS), 0), LONGEST_NANOS);
    task.startedAs(container.schedule(this, nanos, TimeUnit.NANOSECONDS), this);
  }

  @Override
  public void run() {
    if (!task.isDone() && getDelay(TimeUnit.NANOSECONDS) <= 0) {
      arrive();
    }
    if (!task.isDone()) {
      try {
        start();
      } catch (RejectedExecutionException e) {
        // The container ends, and the application with it.
        task.cancel(false);
      }
    }
  }

  private void arrive() {
    if (repetition.periodNanos == 0) {
      task.run();
      return;
    }
    long start = due;
    task.runAgain();
    due = (repetition.fromItsStart ? start : System.nanoTime()) + repetition.periodNanos;
  }

  @Override
  public long getDelay(TimeUnit unit) {
    return unit.convert(due - System.nanoTime(), TimeUnit.NANOSECONDS);
  }

  @Override
  public int compareTo(Delayed other) {
    return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
  }
}
