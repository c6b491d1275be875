package io.buttress.redis;

import io.buttress.error.StoreUnavailableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Those who wait in a {@link Lane}, in the order in which they came; only so many.
 *
 * @param <D> what is demanded
 * @param <R> the result
 */
final class WaitingRiders<D, R> {
  static final int MOST = 1_024;

  private final Queue<Rider<D, R>> queue = new ConcurrentLinkedQueue<>();
  private final AtomicInteger length = new AtomicInteger();
  private final AtomicInteger arrivals = new AtomicInteger();

  boolean isEmpty() {
    return queue.isEmpty();
  }

  int length() {
    return length.get();
  }

  /** Grows with each who comes. */
  int arrivals() {
    return arrivals.get();
  }

  /**
   * Lets one more wait.
   *
   * @throws StoreUnavailableException if too many wait already
   */
  void add(Rider<D, R> rider) {
    if (length.incrementAndGet() > MOST) {
      length.decrementAndGet();
      throw new StoreUnavailableException("more than " + MOST + " callers wait for Redis already");
    }
    queue.add(rider);
    arrivals.incrementAndGet();
  }

  /** The first, who waits here no longer. */
  @Nullable Rider<D, R> poll() {
    Rider<D, R> first = queue.poll();
    if (first != null) {
      length.decrementAndGet();
    }
    return first;
  }

  /** Lets one wait on who has been polled, but has got neither a seat nor the lead. */
  void putBack(Rider<D, R> rider) {
    if (rider.isWaiting()) {
      length.incrementAndGet();
      queue.add(rider);
    }
  }

  /**
   * Makes the first lead who has the time for a trip; those before it are taken along.
   *
   * @param trip how long one takes, in nanoseconds
   * @return whether there is such a one
   */
  boolean appointOne(long trip) {
    List<Rider<D, R>> late = List.of();
    for (Rider<D, R> next = poll(); next != null; next = poll()) {
      if (!next.hasTimeFor(trip)) {
        late = late.isEmpty() ? new ArrayList<>() : late;
        late.add(next);
      } else if (next.appoint(late)) {
        return true;
      }
    }
    late.forEach(this::putBack);
    return false;
  }
}
