package io.buttress.jobs.engine;

import io.buttress.error.StoreUnavailableException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Works off a queue on this node.
 *
 * <p>A worker that is done and finds no next job goes to Redis itself, brings what it and the
 * others have done, and comes back with jobs for all. So busy workers need no thread between them
 * and Redis. One more thread, the keeper, waits in Redis for work when there is none, and keeps
 * leases, time-outs and housekeeping when there is. It waits on a trip that is already on its way:
 * so the job that ends its wait is claimed without another one. What that trip may bring is not
 * asked for by others meanwhile. If a worker has nothing to do, the keeper begins with what it has
 * brought itself, and the worker is the keeper from then on: so a job need not wait for a thread to
 * be woken.
 */
public final class Poller {
  private static final Logger LOG = System.getLogger(Poller.class.getName());
  // While it has jobs: what it has fetched ahead of a queue that is paused is to go back soon.
  private static final long WAIT_WITH_JOBS = TimeUnit.SECONDS.toNanos(1);
  private static final Duration BETWEEN_WAKES = Duration.ofMillis(50);
  private static final long RETRY_AFTER = TimeUnit.MILLISECONDS.toNanos(250);

  private final QueueSettings settings;
  private final JobStore store;
  private final Trip trip;
  private final Turns turns;
  private final LocalJobs jobs;
  private final Workers workers;
  private final QueueThreads threads;
  private final Deadlines deadlines;
  private final LongSupplier nanos;
  // Whether a trip is, without a wait before it; for one thread at a time.
  private boolean due = true;
  private volatile boolean stopped;

  Poller(
      QueueSettings settings,
      JobStore store,
      Trip trip,
      LocalJobs jobs,
      Workers workers,
      QueueThreads threads,
      LongSupplier nanos) {
    this.settings = settings;
    this.store = store;
    this.trip = trip;
    this.jobs = jobs;
    this.workers = workers;
    this.threads = threads;
    this.deadlines = new Deadlines(jobs, settings, nanos);
    this.turns = new Turns(settings, trip, jobs, workers, deadlines, nanos);
    this.nanos = nanos;
  }

  /** Begins to work. */
  public void start() {
    workers.startKeeper(this::keep, turns::settleInTime);
  }

  /** How many jobs this node has now. */
  public int held() {
    return jobs.heldCount();
  }

  /** See {@link Turns#turn}. */
  public boolean turn() {
    return turns.turn();
  }

  /** Until this thread has a job to do, and another one keeps instead; empty at the end. */
  private Optional<HeldJob> keep() {
    while (!stopped) {
      // Who interrupts this thread means a job that it has done before, or the end, which is told.
      boolean unused = Thread.interrupted();
      try {
        due = due ? turn() : await();
        if (!turns.isOut()) {
          turns.giveBackUnheard();
        }
        Optional<HeldJob> own = due ? Optional.empty() : jobs.handOver();
        if (own.isPresent()) {
          return own;
        }
      } catch (RuntimeException | Error e) {
        goOnAfter(e);
      }
    }
    turns.giveBackUnheard();
    return Optional.empty();
  }

  /** Without a keeper the queue would be forgotten by this node. */
  private void goOnAfter(Throwable failure) {
    try {
      LOG.log(Level.ERROR, "The poller of queue " + settings.name() + " has failed", failure);
      jobs.awaitChange(RETRY_AFTER);
    } catch (RuntimeException | Error e) {
      // There is no memory even to say so, or who is told has failed.
      Thread.onSpinWait();
    }
  }

  /** Waits for something to do; whether a trip is due then. */
  private boolean await() {
    if (turns.isOut()) {
      jobs.awaitChange(RETRY_AFTER);
      return true;
    }
    int wanted = turns.wanted();
    if (wanted == 0) {
      long wait = Math.min(deadlines.untilNext(), workers.untilTheyWant());
      jobs.awaitChange(Math.min(wait, RETRY_AFTER));
      return true;
    }
    long wait = trip.nextDueAt() - nanos.getAsLong();
    if (jobs.heldCount() > 0) {
      wait = Math.min(wait, Math.min(trip.untilNextRenewal(), deadlines.untilNext()));
      wait = Math.min(wait, WAIT_WITH_JOBS);
    }
    return wait <= 0 || turns.await(wait, wanted);
  }

  /** Claims no more, begins no more, and gives back what has not begun. */
  void stopClaiming() {
    jobs.stop();
    workers.giveBackWaiting();
    boolean unused = turn();
  }

  /** Waits until no job runs any more. Leases are renewed until then. */
  void awaitEmpty(Duration atMost) {
    boolean unused = jobs.awaitEmpty(atMost.toNanos());
  }

  /** Interrupts what runs. */
  void interrupt() {
    jobs.held().forEach(job -> job.cancel(HeldJob.Reason.STOPPING));
  }

  /** Gives back what still does not end, and lets the keeper end. */
  void end() {
    stopped = true;
    jobs.stop();
    jobs.held().forEach(job -> workers.giveBack(job, Duration.ZERO));
    turns.leaveNothing();
  }

  /** Waits a while for the threads to end. */
  void join(Duration atMost) {
    long end = nanos.getAsLong() + atMost.toNanos();
    do {
      // It may be another node that is woken, which waits again then, behind this one.
      wakeKeeper();
    } while (!threads.join(BETWEEN_WAKES)
        && nanos.getAsLong() - end < 0
        && !Thread.currentThread().isInterrupted());
    // The keeper may have been on the way.
    turns.leaveNothing();
    if (threads.count() > 0) {
      LOG.log(
          Level.WARNING,
          "{0} threads of queue {1} do not end though they were interrupted; until they do, they"
              + " keep the application''s classes in memory",
          threads.count(),
          settings.name());
    }
  }

  /** It may be waiting in Redis, and would notice only after that. */
  private void wakeKeeper() {
    try {
      store.wake(settings.name());
    } catch (StoreUnavailableException e) {
      LOG.log(Level.DEBUG, "Nobody waits in Redis now", e);
    }
  }
}
