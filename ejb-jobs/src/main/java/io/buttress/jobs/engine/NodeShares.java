package io.buttress.jobs.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Shares a node's workers among its queues. While there are free ones, whoever comes begins. When
 * there are none, the next to begin is a job of the queue that has had the least, by its weight
 * (stride scheduling): so of two busy queues with the weights 3 and 1 the first begins three jobs
 * for each of the other's, and a queue that has nothing to do leaves its share to the others.
 */
public final class NodeShares {
  private final int most;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition change = lock.newCondition();
  private final List<Share> shares = new ArrayList<>();
  private int running;
  private double latest;

  /**
   * @param most how many jobs run at once on this node, of all queues together; 0: any number
   */
  public NodeShares(int most) {
    this.most = most;
  }

  /**
   * A queue's share.
   *
   * @param weight from 1
   */
  public Share join(int weight) {
    lock.lock();
    try {
      Share share = new Share(weight);
      shares.add(share);
      return share;
    } finally {
      lock.unlock();
    }
  }

  private Optional<Share> next() {
    return shares.stream()
        .filter(share -> share.waiting > 0)
        .min(Comparator.comparingDouble(share -> share.had));
  }

  /** What one queue may use. */
  public final class Share {
    private final double step;
    private double had;
    private int waiting;

    private Share(int weight) {
      this.step = 1.0 / weight;
    }

    /** Whether a worker waits already, so that more jobs would only wait, too. */
    boolean isFull() {
      lock.lock();
      try {
        return waiting > 0;
      } finally {
        lock.unlock();
      }
    }

    /**
     * Waits until a job may begin; {@link #end} has to follow.
     *
     * @return false if that was not so in time
     */
    boolean begin(long nanos) {
      if (most == 0) {
        return true;
      }
      lock.lock();
      try {
        if (waiting++ == 0) {
          // Who had nothing to do has saved nothing up.
          had = Math.max(had, latest);
        }
        return await(nanos);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      } finally {
        waiting--;
        change.signalAll();
        lock.unlock();
      }
    }

    private boolean await(long nanos) throws InterruptedException {
      long left = nanos;
      while (running >= most || next().orElseThrow() != this) {
        if (left <= 0) {
          return false;
        }
        left = change.awaitNanos(left);
      }
      running++;
      latest = had;
      had += step;
      return true;
    }

    /** A job has ended. */
    void end() {
      if (most == 0) {
        return;
      }
      lock.lock();
      try {
        running--;
        change.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }
}
