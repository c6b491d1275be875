package io.buttress.jobs.engine;

import io.buttress.error.StoreUnavailableException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Works off a queue on this node.
 *
 * <p>Whoever has a reason to goes to Redis, but never two at once: a worker that is done and finds
 * no next job goes itself, brings what it and the others have done, and comes back with jobs for
 * all. So busy workers need no thread between them and Redis. One more thread, the keeper, waits in
 * Redis for work when there is none, and keeps leases, time-outs and housekeeping when there is. It
 * waits on a trip that is already on its way: so the job that ends its wait is claimed without
 * another one. What that trip may bring is not asked for by others meanwhile.
 */
public final class Poller {
  private static final Logger LOG = System.getLogger(Poller.class.getName());
  private static final long LONGEST_WAIT = TimeUnit.SECONDS.toNanos(1);
  private static final long RETRY_AFTER = TimeUnit.MILLISECONDS.toNanos(250);
  private static final long UNSETTLED_AT_MOST = TimeUnit.MILLISECONDS.toNanos(20);
  private static final long AFTER_INTERRUPT = TimeUnit.SECONDS.toNanos(1);
  private static final int UNSETTLED_MANY = Turn.MOST / 2;

  private final QueueSettings settings;
  private final JobStore store;
  private final Trip trip;
  private final LocalJobs jobs;
  private final Workers workers;
  private final LongSupplier nanos;
  private final ReentrantLock leading = new ReentrantLock();
  private volatile long lastTrip;
  // What the keeper has asked for, and waits for.
  private volatile int asked;
  private volatile boolean stopping;
  private volatile boolean stopped;
  private volatile boolean out;

  Poller(
      QueueSettings settings,
      JobStore store,
      Trip trip,
      LocalJobs jobs,
      Workers workers,
      LongSupplier nanos) {
    this.settings = settings;
    this.store = store;
    this.trip = trip;
    this.jobs = jobs;
    this.workers = workers;
    this.nanos = nanos;
    this.lastTrip = nanos.getAsLong();
  }

  /** Begins to work. */
  public void start() {
    workers.start(this::keep, " poller");
  }

  /** How many jobs this node has now. */
  public int held() {
    return jobs.heldCount();
  }

  private void keep() {
    boolean due = true;
    while (!stopped) {
      try {
        due = due ? turn() : await();
      } catch (RuntimeException e) {
        LOG.log(Level.ERROR, "The poller of queue " + settings.name() + " has failed", e);
        jobs.awaitChange(RETRY_AFTER);
      }
    }
  }

  /** Waits for something to do; whether a trip is due then. */
  private boolean await() {
    if (out) {
      jobs.awaitChange(RETRY_AFTER);
      return true;
    }
    int wanted = wanted();
    if (wanted == 0) {
      jobs.awaitChange(Math.min(untilNextDeadline(), LONGEST_WAIT / 4));
      return true;
    }
    long wait = Math.min(trip.nextDueAt() - nanos.getAsLong(), trip.untilNextRenewal());
    wait = Math.min(wait, untilNextDeadline());
    return wait <= 0 || awaitInRedis(Math.min(wait, LONGEST_WAIT), wanted);
  }

  private boolean awaitInRedis(long atMost, int wanted) {
    boolean more = true;
    asked = wanted;
    try {
      more = trip.await(Duration.ofNanos(atMost), wanted);
    } catch (StoreUnavailableException e) {
      outage(e);
    } finally {
      asked = 0;
    }
    attend();
    endOverdue();
    if (stopping) {
      workers.giveBackWaiting();
    }
    return more || isTimeToSettle();
  }

  /**
   * Makes a trip to Redis, unless somebody is on the way; several if there is more to settle than
   * one carries.
   *
   * @return whether another one should follow at once
   */
  public boolean turn() {
    boolean more = false;
    do {
      if (!leading.tryLock()) {
        return false;
      }
      try {
        endOverdue();
        more = trip.make(wanted());
        lastTrip = nanos.getAsLong();
        back();
      } catch (StoreUnavailableException e) {
        outage(e);
        return false;
      } finally {
        leading.unlock();
      }
      attend();
      // Who finished meanwhile found this trip under way, and left to it what is to be settled.
    } while (isTimeToSettle());
    return more && wanted() > 0;
  }

  private void attend() {
    workers.attend(this::settleInTime);
  }

  private void settleInTime() {
    if (isTimeToSettle()) {
      boolean unused = turn();
    }
  }

  private boolean isTimeToSettle() {
    int unsettled = jobs.toSettle();
    return unsettled >= UNSETTLED_MANY
        || (unsettled > 0
            && (!jobs.hasWaiting() || nanos.getAsLong() - lastTrip > UNSETTLED_AT_MOST));
  }

  private int wanted() {
    return stopping ? 0 : Math.max(workers.wanted() - asked, 0);
  }

  private void outage(StoreUnavailableException e) {
    if (!out) {
      out = true;
      LOG.log(
          Level.WARNING,
          "Queue {0} can''t be worked off: {1}; it goes on by itself when Redis is back",
          settings.name(),
          e.getMessage());
    }
  }

  private void back() {
    if (out) {
      out = false;
      LOG.log(Level.INFO, "Queue {0} is worked off again", settings.name());
    }
  }

  /** Interrupts jobs whose time is over, and gives back those that wait behind long ones. */
  private void endOverdue() {
    long now = nanos.getAsLong();
    long lease = settings.limits().lease().toNanos();
    boolean stuck = false;
    for (HeldJob job : jobs.held()) {
      Optional<Long> deadline = job.deadline();
      if (deadline.isPresent() && now - deadline.get() >= 0) {
        job.cancel(HeldJob.Reason.TIMED_OUT);
      } else if (now - job.renewedAt() >= lease) {
        job.cancel(HeldJob.Reason.LOST);
      }
      stuck |= !job.isRunning() && now - job.claimedAt() > HeldJob.UNBEGUN_AT_MOST;
    }
    if (stuck) {
      workers.giveBackWaiting();
    }
  }

  /** Who has been told already may take its time. */
  private long untilNextDeadline() {
    long now = nanos.getAsLong();
    return jobs.held().stream()
        .filter(job -> !job.isCancelled())
        .flatMap(job -> job.deadline().stream())
        .mapToLong(deadline -> deadline - now)
        .min()
        .orElse(LONGEST_WAIT);
  }

  /** Claims no more, and gives back what has not begun. */
  public void stopClaiming() {
    stopping = true;
    jobs.stop();
    workers.giveBackWaiting();
    boolean unused = turn();
  }

  /**
   * Stops: claims no more, gives back what has not begun, lets the rest run for a while, interrupts
   * it then, and gives back what still does not end. Leases are renewed until then.
   *
   * @param grace how long jobs may run on
   */
  public void stop(Duration grace) {
    stopClaiming();
    if (!jobs.awaitEmpty(grace.toNanos())) {
      jobs.held().forEach(job -> job.cancel(HeldJob.Reason.STOPPING));
      if (!jobs.awaitEmpty(AFTER_INTERRUPT)) {
        jobs.held().forEach(job -> workers.giveBack(job, Duration.ZERO));
      }
    }
    stopped = true;
    jobs.stop();
    wakeKeeper();
    leaveNothing();
    workers.join();
    // The keeper may have been on the way.
    leaveNothing();
  }

  /** Settles everything; whoever is on the way to Redis is waited for. */
  private void leaveNothing() {
    leading.lock();
    try {
      while (jobs.toSettle() > 0) {
        boolean unused = trip.make(0);
      }
    } catch (StoreUnavailableException e) {
      LOG.log(
          Level.WARNING,
          "{0} jobs of queue {1} could not be given back: {2}. They are taken over when their"
              + " leases end",
          jobs.toSettle(),
          settings.name(),
          e.getMessage());
    } finally {
      leading.unlock();
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
