package io.buttress.internal;

import java.util.concurrent.Delayed;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Brings a task that is far away nearer, a short delay at a time. A container's scheduler keeps
 * what was cancelled until its time has come, and with it all classes of an application that has
 * long been undeployed: so it is never given anything for longer than a step. The steps are one
 * periodic task, as a suspended WildFly drops what is to run once, and leaves out a time of what is
 * to run again.
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
   * Begins to go.
   *
   * @throws RejectedExecutionException if the container takes no tasks any more
   */
  void start() {
    long first = Math.max(getDelay(TimeUnit.NANOSECONDS), 0);
    long step = step(repetition.periodNanos == 0 ? first : repetition.periodNanos);
    task.startedAs(
        container.scheduleWithFixedDelay(this, Math.min(first, step), step, TimeUnit.NANOSECONDS),
        this);
  }

  /** As few steps as there have to be, of one length, so that the last one is in time. */
  private static long step(long nanos) {
    long steps = Math.max(1, (nanos + LONGEST_NANOS - 1) / LONGEST_NANOS);
    return Math.max(1, (nanos + steps - 1) / steps);
  }

  @Override
  public void run() {
    if (!task.isDone() && getDelay(TimeUnit.NANOSECONDS) <= 0) {
      arrive();
    }
    if (task.isDone()) {
      task.cancelHandle();
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
