package io.buttress.jobs.engine;

import io.buttress.jobs.JobEvent;
import io.buttress.jobs.engine.Registry.Registered;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The threads of a queue on this node. They are the container's, and there are as many as there is
 * work for: one that has nothing to do for a while ends. One more is the keeper. When it comes back
 * with a job while a worker has nothing to do, they change places.
 */
final class Workers {
  private static final Logger LOG = System.getLogger(Workers.class.getName());
  private static final String KEEPER = " poller";
  private static final long IDLE_WORKER_STAYS = TimeUnit.SECONDS.toNanos(30);
  private static final Duration AFTER_NO_SHARE = Duration.ofMillis(250);
  private static final Duration AFTER_ERROR = Duration.ofSeconds(1);

  private final QueueSettings settings;
  private final LocalJobs jobs;
  private final Execution execution;
  private final Brakes brakes;
  private final LongSupplier nanos;
  private final QueueThreads threads;
  private final Pace pace;
  private final long lease;
  // How many there are without the keeper.
  private final AtomicInteger count = new AtomicInteger();
  private volatile Supplier<Optional<HeldJob>> keeper = Optional::empty;
  private volatile long throttledUntil;

  Workers(
      QueueSettings settings,
      LocalJobs jobs,
      Execution execution,
      Brakes brakes,
      LongSupplier nanos,
      QueueThreads threads) {
    this.settings = settings;
    this.jobs = jobs;
    this.execution = execution;
    this.brakes = brakes;
    this.nanos = nanos;
    this.threads = threads;
    this.pace = new Pace(settings.workers(), settings.prefetch());
    this.lease = settings.limits().lease().toNanos();
    this.throttledUntil = nanos.getAsLong();
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

  /**
   * Starts the keeper.
   *
   * @param keep what it does until it has a job to do itself, and another one keeps; empty: there
   *     is nothing to be kept any more
   * @param afterJob see {@link #attend}
   */
  void startKeeper(Supplier<Optional<HeldJob>> keep, Runnable afterJob) {
    keeper = keep;
    threads.start(() -> keepAndWork(afterJob), KEEPER);
  }

  private void keepAndWork(Runnable afterJob) {
    Optional<HeldJob> own = keeper.get();
    if (own.isPresent()) {
      threads.rename("");
      work(own, afterJob);
    }
  }

  private void startWorker(Runnable afterJob) {
    try {
      threads.start(() -> work(jobs.poll(), afterJob), "");
    } catch (RuntimeException | Error e) {
      count.decrementAndGet();
      throw e;
    }
  }

  private void work(Optional<HeldJob> first, Runnable afterJob) {
    boolean isWorker = true;
    try {
      Optional<HeldJob> next = first;
      do {
        while (next.isPresent()) {
          perform(next.get(), afterJob);
          next = jobs.poll().or(() -> jobs.await(IDLE_WORKER_STAYS));
        }
        if (jobs.takeOver()) {
          isWorker = false;
          next = keep();
          isWorker = next.isPresent();
        }
      } while (next.isPresent());
    } finally {
      if (isWorker) {
        count.decrementAndGet();
        // Who brought a job at this very moment has counted on this worker.
        attend(afterJob);
      }
    }
  }

  /** Keeps until there is a job to do, and another one keeps; empty at the end. */
  private Optional<HeldJob> keep() {
    threads.rename(KEEPER);
    Optional<HeldJob> own = keeper.get();
    if (own.isPresent()) {
      threads.rename("");
    }
    return own;
  }

  private void perform(HeldJob held, Runnable afterJob) {
    held.attend();
    try {
      Optional<Registered> handler = execution.handler(held);
      if (handler.isPresent()) {
        long start = nanos.getAsLong();
        doWhenPossible(held, handler.get());
        pace.took(nanos.getAsLong() - start);
      } else {
        // That takes no turn of those who do something.
        boolean unused = jobs.settle(held, execution.leaveToOthers(held));
      }
      afterJob.run();
    } catch (RuntimeException | Error e) {
      letGo(held, e);
    }
  }

  /** Where there is no memory to say what becomes of it, its lease has to run out. */
  private void letGo(HeldJob held, Throwable failure) {
    try {
      giveBack(held, AFTER_ERROR);
      LOG.log(Level.ERROR, "A worker of queue " + settings.name() + " has failed", failure);
    } catch (RuntimeException | Error e) {
      jobs.forget(held);
    }
  }

  /** Waits until it may begin; if that is not soon, other nodes may be able to do it. */
  private void doWhenPossible(HeldJob held, Registered handler) {
    long latest = held.claimedAt() + HeldJob.UNBEGUN_AT_MOST;
    while (brakes.share().begin(latest - nanos.getAsLong())) {
      Duration wait;
      try {
        Throttle.Answer answer = brakes.throttle().ask();
        if (answer instanceof Throttle.Granted granted) {
          executeAfter(granted, held, handler);
          return;
        }
        wait = ((Throttle.Refused) answer).askAfter();
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

  /** What is granted for later is not to be asked for again, however late that is. */
  private void executeAfter(Throttle.Granted granted, HeldJob held, Registered handler) {
    try {
      boolean stops =
          !granted.after().isZero()
              && (jobs.awaitStop(granted.after().toNanos())
                  || Thread.currentThread().isInterrupted());
      // To begin a job that is another node's by now would only do it twice.
      if (stops || held.isCancelled() || nanos.getAsLong() - held.renewedAt() >= lease) {
        giveBack(held, Duration.ZERO);
      } else {
        execute(held, handler);
      }
    } finally {
      granted.ended().run();
    }
  }

  private void execute(HeldJob held, Registered handler) {
    Optional<Duration> waited = held.waited();
    long start = nanos.getAsLong();
    Settlement settlement = execution.run(held, handler);
    if (!(settlement instanceof Settlement.GiveBack)) {
      waited.ifPresent(jobs.activity()::waited);
      jobs.activity().ran(nanos.getAsLong() - start);
    }
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
}
