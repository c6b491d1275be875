package io.buttress.redis;

import io.buttress.error.StoreUnavailableException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Lets only so many callers be on their way to Redis at once, so that a rush finds a connection
 * each, and a trip takes as long as Redis takes. Two hundred at once would wait for connections and
 * for processors instead, which the breaker would hold for a slow Redis.
 */
final class Turns {
  private final Semaphore free;
  private final Duration patience;

  /**
   * @param most how many at once
   * @param patience how long a caller waits for its turn
   */
  Turns(int most, Duration patience) {
    this.free = new Semaphore(most);
    this.patience = patience;
  }

  /**
   * Makes a trip when it is its turn.
   *
   * @throws StoreUnavailableException if that takes too long
   */
  <T> T take(Supplier<T> trip) {
    boolean mine = false;
    try {
      mine = free.tryAcquire() || free.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS);
      if (!mine) {
        throw new StoreUnavailableException("too many callers wait for Redis already");
      }
      return trip.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreUnavailableException("interrupted while waiting for Redis", e);
    } finally {
      if (mine) {
        free.release();
      }
    }
  }
}
