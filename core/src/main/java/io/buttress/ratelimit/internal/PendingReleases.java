package io.buttress.ratelimit.internal;

import io.buttress.error.StoreUnavailableException;
import io.buttress.ratelimit.Lease;
import io.buttress.ratelimit.RateLimitStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Leases whose requests ended while the store was out of reach. Without this their places would be
 * taken until the leases end. Bounded: what is too much ends by itself.
 */
final class PendingReleases {
  private static final int MOST = 10_000;
  private static final int BATCH = 20;

  private final Queue<Lease> leases = new ConcurrentLinkedQueue<>();
  private final AtomicInteger size = new AtomicInteger();

  void add(List<Lease> more) {
    for (Lease lease : more) {
      if (size.incrementAndGet() > MOST) {
        size.decrementAndGet();
        return;
      }
      leases.add(lease);
    }
  }

  /** Releases some, if there are any; one caller does not pay for all of them. */
  void releaseIn(RateLimitStore store) {
    if (size.get() == 0) {
      return;
    }
    List<Lease> batch = poll();
    if (batch.isEmpty()) {
      return;
    }
    try {
      store.release(batch);
    } catch (StoreUnavailableException e) {
      add(batch);
    }
  }

  private List<Lease> poll() {
    List<Lease> batch = new ArrayList<>();
    while (batch.size() < BATCH) {
      Lease lease = leases.poll();
      if (lease == null) {
        return batch;
      }
      size.decrementAndGet();
      batch.add(lease);
    }
    return batch;
  }
}
