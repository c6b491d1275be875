package io.buttress.jobs.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

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
  private long changes;
  private boolean stopping;

  LocalJobs(Activity activity) {
    this.activity = activity;
  }

  /** What these jobs take. */
  Activity activity() {
    return activity;
  }

  /** Jobs have been claimed. */
  void add(List<HeldJob> jobs) {
    lock.lock();
    try {
      for (HeldJob job : jobs) {
        held.put(job.id(), job);
        waiting.add(job);
        work.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  /** The next job to be done, if there is one now. */
  Optional<HeldJob> poll() {
    lock.lock();
    try {
      return Optional.ofNullable(waiting.poll());
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits for a job; empty after that time, or if no more is to be done.
   *
   * @param nanos how long
   */
  Optional<HeldJob> await(long nanos) {
    lock.lock();
    idleWorkers++;
    try {
      long left = nanos;
      while (waiting.isEmpty() && left > 0 && !stopping) {
        left = work.awaitNanos(left);
      }
      return Optional.ofNullable(waiting.poll());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } finally {
      idleWorkers--;
      lock.unlock();
    }
  }

  /** A job is done with. */
  void settle(HeldJob job, Settlement settlement) {
    lock.lock();
    try {
      // An abandoned job has been settled already.
      if (held.remove(job.id(), job)) {
        settlements.add(settlement);
        changes++;
        change.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Takes what is to be settled, as much as one trip carries. */
  List<Settlement> drain() {
    lock.lock();
    try {
      List<Settlement> drained = new ArrayList<>();
      while (drained.size() < Turn.MOST && !settlements.isEmpty()) {
        drained.add(settlements.poll());
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

  /** Takes out all jobs that no worker has begun. They are held until they are settled. */
  List<HeldJob> takeWaiting() {
    lock.lock();
    try {
      List<HeldJob> unbegun = new ArrayList<>(waiting);
      waiting.clear();
      return unbegun;
    } finally {
      lock.unlock();
    }
  }

  Collection<HeldJob> held() {
    lock.lock();
    try {
      return new ArrayList<>(held.values());
    } finally {
      lock.unlock();
    }
  }

  Optional<HeldJob> find(String id) {
    lock.lock();
    try {
      return Optional.ofNullable(held.get(id));
    } finally {
      lock.unlock();
    }
  }

  int heldCount() {
    lock.lock();
    try {
      return held.size();
    } finally {
      lock.unlock();
    }
  }

  int toSettle() {
    lock.lock();
    try {
      return settlements.size();
    } finally {
      lock.unlock();
    }
  }

  boolean hasWaiting() {
    lock.lock();
    try {
      return !waiting.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /** How many more workers than wait could begin at once. */
  int unattended() {
    lock.lock();
    try {
      return waiting.size() - idleWorkers;
    } finally {
      lock.unlock();
    }
  }

  /** Waits until a job is done with or {@link #stop} is called, at most that long. */
  void awaitChange(long nanos) {
    lock.lock();
    try {
      long seen = changes;
      long left = nanos;
      while (changes == seen && left > 0) {
        left = change.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until nothing is held any more; whether that is so after that time. */
  boolean awaitEmpty(long nanos) {
    lock.lock();
    try {
      long left = nanos;
      while (!held.isEmpty() && left > 0) {
        left = change.awaitNanos(left);
      }
      return held.isEmpty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }
}
