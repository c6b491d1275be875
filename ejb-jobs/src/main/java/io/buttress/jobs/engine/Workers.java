package io.buttress.jobs.engine;

import io.buttress.jobs.JobEvent;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * The threads of a queue on this node. They are the container's, and there are as many as there is
 * work for: one that has nothing to do for a while ends.
 */
final class Workers {
  private static final Logger LOG = System.getLogger(Workers.class.getName());
  private static final long IDLE_WORKER_STAYS = TimeUnit.SECONDS.toNanos(30);
  private static final Duration AFTER_NO_SHARE = Duration.ofMillis(250);
  private static final Duration AFTER_ERROR = Duration.ofSeconds(1);

  private final QueueSettings settings;
  private final LocalJobs jobs;
  private final Execution execution;
  private final Brakes brakes;
  private final LongSupplier nanos;
  private final ThreadFactory factory;
  private final Pace pace;
  private final AtomicInteger count = new AtomicInteger();
  private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
  private volatile long throttledUntil;

  Workers(
      QueueSettings settings,
      LocalJobs jobs,
      Execution execution,
      Brakes brakes,
      LongSupplier nanos,
      ThreadFactory factory) {
    this.settings = settings;
    this.jobs = jobs;
    this.execution = execution;
    this.brakes = brakes;
    this.nanos = nanos;
    this.factory = factory;
    this.pace = new Pace(settings.workers(), settings.prefetch());
    this.throttledUntil = nanos.getAsLong();
  }

  /** Starts a thread, which {@link #join} waits for. */
  void start(Runnable task, String role) {
    Thread thread =
        factory.newThread(
            () -> {
              try {
                task.run();
              } finally {
                threads.remove(Thread.currentThread());
              }
            });
    if (thread == null) {
      throw new IllegalStateException("The container has no thread for queue " + settings.name());
    }
    thread.setName("buttress-jobs " + settings.name() + role);
    threads.add(thread);
    thread.start();
  }

  /** How many more jobs they want. */
  int wanted() {
    long now = nanos.getAsLong();
    if (jobs.isStopping()
        || now - throttledUntil < 0
        || !brakes.permit().isValid(now)
        || brakes.share().isFull()) {
      return 0;
    }
    return Math.max(pace.capacity() - jobs.heldCount(), 0);
  }

  /** In how many ns they may want some that want none now, as far as the clock decides it. */
  long untilTheyWant() {
    long left = throttledUntil - nanos.getAsLong();
    return left > 0 ? left : Long.MAX_VALUE;
  }

  /**
   * Sees to it that workers are there for the jobs that wait.
   *
   * @param afterJob called by each worker when a job has come to its end
   */
  void attend(Runnable afterJob) {
    for (int missing = jobs.unattended(); missing > 0; missing--) {
      if (count.incrementAndGet() > settings.workers()) {
        count.decrementAndGet();
        return;
      }
      startWorker(afterJob);
    }
  }

  private void startWorker(Runnable afterJob) {
    try {
      start(() -> work(afterJob), "");
    } catch (RuntimeException | Error e) {
      count.decrementAndGet();
      throw e;
    }
  }

  private void work(Runnable afterJob) {
    try {
      Optional<HeldJob> next = jobs.poll();
      while (next.isPresent()) {
        perform(next.get(), afterJob);
        next = jobs.poll().or(() -> jobs.await(IDLE_WORKER_STAYS));
      }
    } finally {
      count.decrementAndGet();
      // Who brought a job at this very moment has counted on this worker.
      attend(afterJob);
    }
  }

  private void perform(HeldJob held, Runnable afterJob) {
    try {
      long start = nanos.getAsLong();
      doWhenPossible(held);
      pace.took(nanos.getAsLong() - start);
      afterJob.run();
    } catch (RuntimeException | Error e) {
      LOG.log(Level.ERROR, "A worker of queue " + settings.name() + " has failed", e);
      giveBack(held, AFTER_ERROR);
    }
  }

  /** Waits until it may begin; if that is not soon, other nodes may be able to do it. */
  private void doWhenPossible(HeldJob held) {
    long latest = held.claimedAt() + HeldJob.UNBEGUN_AT_MOST;
    while (brakes.share().begin(latest - nanos.getAsLong())) {
      Duration wait;
      try {
        wait = brakes.throttle().ask();
        if (wait.isZero()) {
          execute(held);
          return;
        }
      } finally {
        brakes.share().end();
      }
      long left = latest - nanos.getAsLong();
      if (wait.toNanos() > left
          || jobs.awaitStop(wait.toNanos())
          || Thread.currentThread().isInterrupted()) {
        pauseFor(wait, held, wait);
        return;
      }
    }
    pauseFor(AFTER_NO_SHARE, held, Duration.ZERO);
  }

  private void pauseFor(Duration time, HeldJob held, Duration delay) {
    throttledUntil = nanos.getAsLong() + time.toNanos();
    giveBack(held, delay);
    giveBackWaiting();
  }

  private void execute(HeldJob held) {
    held.waited().ifPresent(jobs.activity()::waited);
    long start = nanos.getAsLong();
    Settlement settlement = execution.run(held);
    jobs.activity().ran(nanos.getAsLong() - start);
    boolean unused = jobs.settle(held, settlement);
  }

  /** Gives back what no worker has begun. */
  void giveBackWaiting() {
    jobs.takeWaiting().forEach(job -> giveBack(job, Duration.ZERO));
  }

  void giveBack(HeldJob job, Duration delay) {
    if (jobs.settle(job, new Settlement.GiveBack(job.job, delay))) {
      execution.tell(JobEvent.Kind.GIVEN_BACK, job, 0, "");
    }
  }

  /** Waits for the threads to end; whether they have. */
  boolean join(Duration atMost) {
    long end = nanos.getAsLong() + atMost.toNanos();
    for (Thread thread : threads) {
      try {
        TimeUnit.NANOSECONDS.timedJoin(thread, Math.max(end - nanos.getAsLong(), 1));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        break;
      }
    }
    return threads.isEmpty();
  }
}
