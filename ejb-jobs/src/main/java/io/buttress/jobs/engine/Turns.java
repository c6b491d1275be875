package io.buttress.jobs.engine;

import io.buttress.error.StoreUnavailableException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Who goes to Redis for a queue, and when? Whoever has a reason to, but never two at once; one more
 * may be waiting there. Who comes back sees to it that somebody does what was brought.
 */
final class Turns {
  private static final Logger LOG = System.getLogger(Turns.class.getName());
  private static final long UNSETTLED_AT_MOST = TimeUnit.MILLISECONDS.toNanos(20);
  private static final int UNSETTLED_MANY = 50;

  private final QueueSettings settings;
  private final Trip trip;
  private final LocalJobs jobs;
  private final Workers workers;
  private final Deadlines deadlines;
  private final LongSupplier nanos;
  private final ReentrantLock leading = new ReentrantLock();
  private volatile long lastTrip;
  // What somebody has asked for who waits in Redis.
  private volatile int asked;
  private volatile boolean out;

  Turns(
      QueueSettings settings,
      Trip trip,
      LocalJobs jobs,
      Workers workers,
      Deadlines deadlines,
      LongSupplier nanos) {
    this.settings = settings;
    this.trip = trip;
    this.jobs = jobs;
    this.workers = workers;
    this.deadlines = deadlines;
    this.nanos = nanos;
    this.lastTrip = nanos.getAsLong();
  }

  /** Whether Redis could not be asked the last time. */
  boolean isOut() {
    return out;
  }

  /** How many more jobs somebody should bring. */
  int wanted() {
    return Math.max(workers.wanted() - asked, 0);
  }

  /**
   * Makes a trip to Redis, unless somebody is on the way; several if there is more to settle than
   * one carries.
   *
   * @return whether another one should follow at once
   */
  boolean turn() {
    boolean more;
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
        // Even if it failed: it may have brought something before that.
        attend();
      }
      // Who finished meanwhile found this trip under way, and left to it what is to be settled.
    } while (isTimeToSettle());
    return more && wanted() > 0;
  }

  /**
   * Waits in Redis for jobs.
   *
   * @param nanos how long at most
   * @param most how many jobs to bring
   * @return whether a turn should follow at once
   */
  boolean await(long nanos, int most) {
    boolean more = true;
    asked = most;
    try {
      more = trip.await(Duration.ofNanos(nanos), most);
    } catch (StoreUnavailableException e) {
      outage(e);
    } finally {
      asked = 0;
      attend();
    }
    endOverdue();
    return more || isTimeToSettle();
  }

  /**
   * Gives back what trips may have brought whose answers never came. For the one that waits in
   * Redis at other times: so nobody is on the way.
   */
  void giveBackUnheard() {
    if (!trip.mayHaveUnheard()) {
      return;
    }
    leading.lock();
    try {
      trip.giveBackUnheard();
    } catch (StoreUnavailableException e) {
      outage(e);
    } finally {
      leading.unlock();
    }
  }

  private void attend() {
    if (jobs.isStopping() || trip.isPaused()) {
      workers.giveBackWaiting();
    } else {
      workers.attend(this::settleInTime);
    }
  }

  /** Settles what is to be settled, if it is time. */
  void settleInTime() {
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

  private void endOverdue() {
    if (deadlines.end()) {
      workers.giveBackWaiting();
    }
  }

  /** Settles everything; whoever is on the way to Redis is waited for. */
  void leaveNothing() {
    leading.lock();
    try {
      trip.settleAll();
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
}
