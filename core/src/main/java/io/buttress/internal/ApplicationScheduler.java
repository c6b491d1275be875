package io.buttress.internal;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Set;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Phaser;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Runs delayed and periodic work for one application: on the container's scheduler where there is
 * one, else on one daemon thread. When it is closed, everything that waits is cancelled, and what
 * runs is awaited for a while: a container's scheduler outlives the application, and must not keep
 * its classes.
 */
public final class ApplicationScheduler extends AbstractExecutorService
    implements ScheduledExecutorService, AutoCloseable {
  private static final Logger LOG = System.getLogger(ApplicationScheduler.class.getName());
  private static final int PATIENCE_SECONDS = 5;

  private final ScheduledExecutorService delegate;
  private final boolean owned;
  private final List<Thread> threads;
  private final Set<ScheduledTask<?>> pending = ConcurrentHashMap.newKeySet();
  // One party is this; each task that runs is another.
  private final Phaser running = new Phaser(1);
  private volatile boolean closed;

  private ApplicationScheduler(
      ScheduledExecutorService delegate, boolean owned, List<Thread> threads) {
    this.delegate = delegate;
    this.owned = owned;
    this.threads = threads;
  }

  /**
   * Finds or makes the scheduler.
   *
   * @param application names the thread
   * @param loader the thread's context class loader
   */
  public static ApplicationScheduler start(String application, ClassLoader loader) {
    return ContainerScheduler.find()
        .map(ApplicationScheduler::of)
        .orElseGet(() -> ofOneThread(application, loader));
  }

  static ApplicationScheduler of(ScheduledExecutorService container) {
    return new ApplicationScheduler(container, false, List.of());
  }

  static ApplicationScheduler ofOneThread(String application, ClassLoader loader) {
    List<Thread> threads = new CopyOnWriteArrayList<>();
    ScheduledThreadPoolExecutor executor =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              String name = "buttress-scheduler " + application;
              Thread thread = new Thread(null, task, name, 0, false);
              thread.setDaemon(true);
              thread.setContextClassLoader(loader);
              threads.add(thread);
              return thread;
            });
    executor.setRemoveOnCancelPolicy(true);
    return new ApplicationScheduler(executor, true, threads);
  }

  @Override
  public void execute(Runnable command) {
    var unused = schedule(command, 0, TimeUnit.NANOSECONDS);
  }

  @Override
  public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
    return schedule(Executors.callable(command), delay, unit);
  }

  @Override
  public <V> ScheduledFuture<V> schedule(Callable<V> callable, long delay, TimeUnit unit) {
    ScheduledTask<V> task = new ScheduledTask<>(callable, pending, running);
    return isSimple(delay, unit)
        ? start(task, () -> task.startedAs(delegate.schedule(task, delay, unit)))
        : startInSteps(task, delay, unit, Steps.Repetition.NONE);
  }

  @Override
  public ScheduledFuture<?> scheduleAtFixedRate(
      Runnable command, long initialDelay, long period, TimeUnit unit) {
    ScheduledTask<?> task = new ScheduledTask<>(Executors.callable(command), pending, running);
    return isSimple(Math.max(initialDelay, period), unit)
        ? start(
            task,
            () ->
                task.startedAs(
                    delegate.scheduleAtFixedRate(task::runAgain, initialDelay, period, unit)))
        : startInSteps(task, initialDelay, unit, new Steps.Repetition(unit.toNanos(period), true));
  }

  @Override
  public ScheduledFuture<?> scheduleWithFixedDelay(
      Runnable command, long initialDelay, long delay, TimeUnit unit) {
    ScheduledTask<?> task = new ScheduledTask<>(Executors.callable(command), pending, running);
    return isSimple(Math.max(initialDelay, delay), unit)
        ? start(
            task,
            () ->
                task.startedAs(
                    delegate.scheduleWithFixedDelay(task::runAgain, initialDelay, delay, unit)))
        : startInSteps(task, initialDelay, unit, new Steps.Repetition(unit.toNanos(delay), false));
  }

  /** The own scheduler forgets at once what is cancelled; a container's need not. */
  private boolean isSimple(long longestDelay, TimeUnit unit) {
    return owned || Steps.isNear(longestDelay, unit);
  }

  private <V> ScheduledFuture<V> startInSteps(
      ScheduledTask<V> task, long delay, TimeUnit unit, Steps.Repetition repetition) {
    return start(task, () -> new Steps(delegate, task, unit.toNanos(delay), repetition).start());
  }

  private <V> ScheduledFuture<V> start(ScheduledTask<V> task, Runnable start) {
    pending.add(task);
    // After the task is where close looks for it: either close sees the task, or this sees closed.
    if (closed) {
      pending.remove(task);
      throw new RejectedExecutionException("the application ends");
    }
    try {
      start.run();
    } catch (RuntimeException e) {
      pending.remove(task);
      throw e;
    }
    return task;
  }

  /** Cancels what waits, and awaits what runs. */
  @Override
  public void close() {
    closed = true;
    pending.forEach(task -> task.cancel(true));
    try {
      if (owned) {
        delegate.shutdownNow();
        awaitThreads();
      }
      running.awaitAdvanceInterruptibly(running.arrive(), PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      LOG.log(Level.WARNING, "A scheduled task did not end in {0} s", PATIENCE_SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The end of the executor is not yet the end of its thread, which servers look for. */
  private void awaitThreads() throws InterruptedException {
    for (Thread thread : threads) {
      if (thread != Thread.currentThread()) {
        thread.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
      }
    }
  }

  /** Whoever uses the scheduler does not own it. */
  @Override
  public void shutdown() {
    throw new IllegalStateException("the scheduler ends with the application");
  }

  @Override
  public List<Runnable> shutdownNow() {
    throw new IllegalStateException("the scheduler ends with the application");
  }

  @Override
  public boolean isShutdown() {
    return closed;
  }

  @Override
  public boolean isTerminated() {
    return closed && pending.isEmpty();
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) {
    return isTerminated();
  }
}
