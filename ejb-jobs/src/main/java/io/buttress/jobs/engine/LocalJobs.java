package io.buttress.jobs.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * The jobs that this node has of a queue: those that wait for a worker, those that run, and those
 * that are done with and have to be settled. Safe for many threads.
 */
final class LocalJobs {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition work = lock.newCondition();
  private final Condition change = lock.newCondition();
  private final Deque<HeldJob> waiting = new ArrayDeque<>();
  private final Map<String, HeldJob> held = new HashMap<>();
  private final Deque<Settlement> settlements = new ArrayDeque<>();
  private final Activity activity;
  private int idleWorkers;
  // Whether an idle worker is to wait in Redis from now on.
  private boolean keeperWanted;
  private long changes;
  private volatile boolean stopping;

  LocalJobs(Activity activity) {
    this.activity = activity;
  }

  /** What these jobs take. */
  Activity activity() {
    return activity;
  }

  private <T> T locked(Supplier<T> body) {
    lock.lock();
    try {
      return body.get();
    } finally {
      lock.unlock();
    }
  }

  /** Jobs have been claimed. */
  void add(List<HeldJob> jobs) {
    lock.lock();
    try {
      for (HeldJob job : jobs) {
        HeldJob before = held.put(job.id(), job);
        if (before != null) {
          // Its lease has run out, and this node has got it once more.
          before.cancel(HeldJob.Reason.LOST);
        }
        enqueue(job);
        work.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  private void enqueue(HeldJob job) {
    try {
      waiting.add(job);
    } catch (RuntimeException | Error e) {
      boolean unused = held.remove(job.id(), job);
      throw e;
    }
  }

  /** The next job to be done, if there is one now. */
  Optional<HeldJob> poll() {
    return locked(this::next);
  }

  private Optional<HeldJob> next() {
    HeldJob job = stopping || keeperWanted ? null : waiting.poll();
    if (job == null) {
      return Optional.empty();
    }
    job.take();
    return Optional.of(job);
  }

  /**
   * A job for the one that has brought it, while an idle worker waits in Redis instead: so the job
   * begins before anybody has to be woken.
   *
   * @return empty if there is no job, or no idle worker
   */
  Optional<HeldJob> handOver() {
    return locked(
        () -> {
          Optional<HeldJob> job = idleWorkers > 0 ? next() : Optional.empty();
          // Who was woken for this job finds the other task.
          keeperWanted |= job.isPresent();
          return job;
        });
  }

  /** Whether the caller is the one that waits in Redis from now on; else some other one is. */
  boolean takeOver() {
    return locked(
        () -> {
          boolean mine = keeperWanted;
          keeperWanted = false;
          return mine;
        });
  }

  /**
   * Waits for a job; empty after that time, or if no more is to be done, or if somebody has to
   * {@linkplain #takeOver take over}.
   *
   * @param nanos how long
   */
  Optional<HeldJob> await(long nanos) {
    lock.lock();
    idleWorkers++;
    try {
      long left = nanos;
      while (waiting.isEmpty() && left > 0 && !stopping && !keeperWanted) {
        left = work.awaitNanos(left);
      }
      return next();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } finally {
      idleWorkers--;
      lock.unlock();
    }
  }

  /** A job is done with; false if it was before, or is another node's by now. */
  boolean settle(HeldJob job, Settlement settlement) {
    lock.lock();
    try {
      boolean ours = held.remove(job.id(), job);
      if (ours) {
        settlements.add(settlement);
        changes++;
        change.signalAll();
      }
      return ours;
    } finally {
      lock.unlock();
    }
  }

  /** A job is held no more, if it is still: nobody renews its lease. Needs no memory. */
  void forget(HeldJob job) {
    lock.lock();
    try {
      boolean unused = held.remove(job.id(), job);
    } finally {
      lock.unlock();
    }
  }

  /** Takes what is to be settled, as much as one trip carries. */
  List<Settlement> drain() {
    lock.lock();
    try {
      List<Settlement> drained = new ArrayList<>();
      int weight = 0;
      int length = 0;
      while (drained.size() < Turn.MOST
          && weight < Turn.FULL_WEIGHT
          && length < Turn.FULL_LENGTH
          && !settlements.isEmpty()) {
        Settlement next = settlements.remove();
        weight += next.weight();
        length += next.length();
        drained.add(next);
      }
      return drained;
    } finally {
      lock.unlock();
    }
  }

  /** Puts back what could not be brought to Redis, or of which nobody knows. */
  void restore(List<Settlement> drained) {
    lock.lock();
    try {
      for (int i = drained.size() - 1; i >= 0; i--) {
        settlements.addFirst(drained.get(i));
      }
    } finally {
      lock.unlock();
    }
  }

  /** No more jobs are to be begun; who waits for some is woken. */
  void stop() {
    lock.lock();
    try {
      stopping = true;
      changes++;
      work.signalAll();
      change.signalAll();
    } finally {
      lock.unlock();
    }
  }

  boolean isStopping() {
    return stopping;
  }

  /**
   * Takes out all jobs that no worker has begun. They are held until they are settled; the last one
   * first, as each is given back to the front of its queue.
   */
  List<HeldJob> takeWaiting() {
    lock.lock();
    try {
      List<HeldJob> unbegun = new ArrayList<>();
      while (!waiting.isEmpty()) {
        HeldJob job = waiting.removeLast();
        job.take();
        unbegun.add(job);
      }
      return unbegun;
    } finally {
      lock.unlock();
    }
  }

  Collection<HeldJob> held() {
    return locked(() -> new ArrayList<>(held.values()));
  }

  Optional<HeldJob> find(String id) {
    return locked(() -> Optional.ofNullable(held.get(id)));
  }

  /** The claims that this node has not yet told Redis the end of. */
  Set<Lease> leases() {
    lock.lock();
    try {
      Set<Lease> leases = new HashSet<>();
      held.values().forEach(job -> leases.add(job.job.lease()));
      settlements.forEach(settlement -> leases.add(settlement.job().lease()));
      return leases;
    } finally {
      lock.unlock();
    }
  }

  int heldCount() {
    return locked(held::size);
  }

  int toSettle() {
    return locked(settlements::size);
  }

  boolean hasWaiting() {
    return locked(() -> !waiting.isEmpty());
  }

  /** How many more workers than wait could begin at once. */
  int unattended() {
    return locked(() -> stopping ? 0 : waiting.size() + (keeperWanted ? 1 : 0) - idleWorkers);
  }

  /** Waits until a job is done with or {@link #stop} is called, at most that long. */
  void awaitChange(long nanos) {
    long seen = locked(() -> changes);
    boolean unused = awaitUntil(() -> changes != seen, nanos);
  }

  /** Waits until {@link #stop} is called; whether that is so after that time. */
  boolean awaitStop(long nanos) {
    return awaitUntil(() -> stopping, nanos);
  }

  /** Waits until nothing is held any more; whether that is so after that time. */
  boolean awaitEmpty(long nanos) {
    return awaitUntil(held::isEmpty, nanos);
  }

  private boolean awaitUntil(BooleanSupplier condition, long nanos) {
    lock.lock();
    try {
      long left = nanos;
      while (!condition.getAsBoolean() && left > 0) {
        left = change.awaitNanos(left);
      }
      return condition.getAsBoolean();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return condition.getAsBoolean();
    } finally {
      lock.unlock();
    }
  }
}
