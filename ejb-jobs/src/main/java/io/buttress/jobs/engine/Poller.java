package io.buttress.jobs.engine;

import io.buttress.error.StoreUnavailableException;
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
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Works off a queue on this node.
 *
 * <p>Whoever has a reason to goes to Redis, but never two at once: a worker that is done and finds
 * no next job goes itself, brings what it and the others have done, and comes back with jobs for
 * all. So busy workers need no thread between them and Redis. One more thread waits in Redis for
 * work when there is none, and keeps leases, time-outs and housekeeping when there is.
 */
public final class Poller {
  private static final Logger LOG = System.getLogger(Poller.class.getName());
  private static final long LONGEST_WAIT = TimeUnit.SECONDS.toNanos(1);
  private static final long RETRY_AFTER = TimeUnit.MILLISECONDS.toNanos(250);
  private static final long IDLE_WORKER_STAYS = TimeUnit.SECONDS.toNanos(30);
  private static final long UNSETTLED_AT_MOST = TimeUnit.MILLISECONDS.toNanos(20);
  private static final long UNBEGUN_AT_MOST = TimeUnit.SECONDS.toNanos(2);
  private static final long AFTER_INTERRUPT = TimeUnit.SECONDS.toNanos(1);
  private static final Duration AFTER_NO_SHARE = Duration.ofMillis(250);
  private static final int UNSETTLED_MANY = Turn.MOST / 2;

  private final QueueSettings settings;
  private final JobStore store;
  private final Execution execution;
  private final Trip trip;
  private final LocalJobs jobs;
  private final Brakes brakes;
  private final LongSupplier nanos;
  private final Pace pace;
  private final ReentrantLock leading = new ReentrantLock();
  private final AtomicInteger workers = new AtomicInteger();
  private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
  private volatile long lastTrip;
  private volatile long throttledUntil;
  private volatile boolean stopping;
  private volatile boolean stopped;
  private volatile boolean out;
  private final ThreadFactory factory;

  Poller(
      QueueSettings settings,
      JobStore store,
      Execution execution,
      Trip trip,
      LocalJobs jobs,
      Brakes brakes,
      LongSupplier nanos,
      ThreadFactory factory) {
    this.settings = settings;
    this.store = store;
    this.execution = execution;
    this.trip = trip;
    this.jobs = jobs;
    this.brakes = brakes;
    this.nanos = nanos;
    this.factory = factory;
    this.pace = new Pace(settings.workers(), settings.prefetch());
    this.lastTrip = nanos.getAsLong();
    this.throttledUntil = lastTrip;
  }

  /** Begins to work. */
  public void start() {
    startThread(this::keep, "buttress-jobs " + settings.name() + " poller");
  }

  private void startThread(Runnable task, String name) {
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
    thread.setName(name);
    thread.start();
  }

  /** How many jobs this node has now. */
  public int held() {
    return jobs.heldCount();
  }

  /** One round of the keeping thread: time-outs, a trip, and then a wait for something to do. */
  private void keep() {
    while (!stopped) {
      try {
        if (!turn() && !stopped) {
          await();
        }
      } catch (RuntimeException e) {
        LOG.log(Level.ERROR, "The poller of queue " + settings.name() + " has failed", e);
        jobs.awaitChange(RETRY_AFTER);
      }
    }
  }

  private void await() {
    long wait = Math.min(trip.nextDueAt() - nanos.getAsLong(), LONGEST_WAIT);
    wait = Math.max(Math.min(wait, untilNextDeadline()), 0);
    if (out) {
      jobs.awaitChange(RETRY_AFTER);
    } else if (wanted() == 0) {
      jobs.awaitChange(Math.min(wait, LONGEST_WAIT / 4));
    } else if (wait > 0) {
      try {
        boolean unused = store.awaitWork(settings.name(), Duration.ofNanos(wait));
      } catch (StoreUnavailableException e) {
        outage(e);
      }
    }
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

  private boolean isTimeToSettle() {
    int unsettled = jobs.toSettle();
    return unsettled >= UNSETTLED_MANY
        || (unsettled > 0
            && (!jobs.hasWaiting() || nanos.getAsLong() - lastTrip > UNSETTLED_AT_MOST));
  }

  private int wanted() {
    long now = nanos.getAsLong();
    if (stopping
        || now - throttledUntil < 0
        || !brakes.permit().isValid(now)
        || brakes.share().isFull()) {
      return 0;
    }
    return Math.max(pace.capacity() - jobs.heldCount(), 0);
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
      stuck |= !job.isRunning() && now - job.claimedAt() > UNBEGUN_AT_MOST;
    }
    if (stuck) {
      giveBack();
    }
  }

  private void giveBack() {
    for (HeldJob job : jobs.takeWaiting()) {
      giveBack(job, Duration.ZERO);
    }
  }

  private void giveBack(HeldJob job, Duration delay) {
    execution.tell(JobEvent.Kind.GIVEN_BACK, job, 0, "");
    jobs.settle(job, new Settlement.GiveBack(job.job, delay));
  }

  private long untilNextDeadline() {
    long now = nanos.getAsLong();
    return jobs.held().stream()
        .flatMap(job -> job.deadline().stream())
        .mapToLong(deadline -> deadline - now)
        .min()
        .orElse(LONGEST_WAIT);
  }

  /** Sees to it that workers are there for the jobs that wait. */
  private void attend() {
    for (int missing = jobs.unattended(); missing > 0; missing--) {
      if (workers.incrementAndGet() > settings.workers()) {
        workers.decrementAndGet();
        return;
      }
      startThread(this::work, "buttress-jobs " + settings.name());
    }
  }

  private void work() {
    try {
      Optional<HeldJob> next = jobs.poll();
      while (next.isPresent()) {
        perform(next.get());
        if (isTimeToSettle()) {
          boolean unused = turn();
        }
        next = jobs.poll().or(() -> jobs.await(IDLE_WORKER_STAYS));
      }
    } finally {
      workers.decrementAndGet();
    }
  }

  private void perform(HeldJob held) {
    if (!brakes.share().begin(UNBEGUN_AT_MOST)) {
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
    giveBack();
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

  /** Claims no more, and gives back what has not begun. */
  public void stopClaiming() {
    stopping = true;
    jobs.stop().forEach(job -> giveBack(job, Duration.ZERO));
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
        jobs.held().forEach(job -> giveBack(job, Duration.ZERO));
      }
    }
    leaveNothing();
    stopped = true;
    wakeKeeper();
    awaitThreads();
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

  private void awaitThreads() {
    for (Thread thread : threads) {
      try {
        thread.join(TimeUnit.NANOSECONDS.toMillis(LONGEST_WAIT + AFTER_INTERRUPT));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
