package io.buttress.jobs.engine;

import io.buttress.jobs.JobEvent;
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
  private static final long IDLE_WORKER_STAYS = TimeUnit.SECONDS.toNanos(30);
  private static final long LONGEST_JOIN_MILLIS = 2_000;
  private static final Duration AFTER_NO_SHARE = Duration.ofMillis(250);

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
              threads.add(Thread.currentThread());
              try {
                task.run();
              } finally {
                threads.remove(Thread.currentThread());
              }
            });
    thread.setName("buttress-jobs " + settings.name() + role);
    thread.start();
  }

  /** How many more jobs they want. */
  int wanted() {
    long now = nanos.getAsLong();
    if (now - throttledUntil < 0 || !brakes.permit().isValid(now) || brakes.share().isFull()) {
      return 0;
    }
    return Math.max(pace.capacity() - jobs.heldCount(), 0);
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
      start(() -> work(afterJob), "");
    }
  }

  private void work(Runnable afterJob) {
    try {
      Optional<HeldJob> next = jobs.poll();
      while (next.isPresent()) {
        perform(next.get());
        afterJob.run();
        next = jobs.poll().or(() -> jobs.await(IDLE_WORKER_STAYS));
      }
    } finally {
      count.decrementAndGet();
    }
  }

  private void perform(HeldJob held) {
    if (!brakes.share().begin(HeldJob.UNBEGUN_AT_MOST)) {
      pauseFor(AFTER_NO_SHARE, held, Duration.ZERO);
      return;
    }
    try {
      Duration wait = brakes.throttle().ask();
      if (wait.isZero()) {
        execute(held);
      } else {
        pauseFor(wait, held, wait);
      }
    } finally {
      brakes.share().end();
    }
  }

  /** Other nodes may be able to do what this one can not do now. */
  private void pauseFor(Duration time, HeldJob held, Duration delay) {
    throttledUntil = nanos.getAsLong() + time.toNanos();
    giveBack(held, delay);
    giveBackWaiting();
  }

  private void execute(HeldJob held) {
    held.waited().ifPresent(jobs.activity()::waited);
    long start = nanos.getAsLong();
    Settlement settlement = execution.run(held);
    long took = nanos.getAsLong() - start;
    pace.took(took);
    jobs.activity().ran(took);
    jobs.settle(held, settlement);
  }

  /** Gives back what no worker has begun. */
  void giveBackWaiting() {
    jobs.takeWaiting().forEach(job -> giveBack(job, Duration.ZERO));
  }

  void giveBack(HeldJob job, Duration delay) {
    execution.tell(JobEvent.Kind.GIVEN_BACK, job, 0, "");
    jobs.settle(job, new Settlement.GiveBack(job.job, delay));
  }

  /** Waits a while for each thread to end. */
  void join() {
    for (Thread thread : threads) {
      try {
        thread.join(LONGEST_JOIN_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
