package io.buttress.ratelimit.internal;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Requests in flight and when their leases end. Taking and releasing take no lock; leases that
 * nobody released are looked for only when there is no room, and only once the first can have
 * ended.
 */
final class Leases {
  private final Map<String, Long> ends = new ConcurrentHashMap<>();
  private final AtomicInteger inFlight = new AtomicInteger();
  // Not later than the first end of all leases; earlier if that one was released.
  private final AtomicLong firstEnd = new AtomicLong(Long.MAX_VALUE);

  /** How many are in flight with this one, or 0 if there is no room. */
  int tryTake(long now, long end, long quota, String id) {
    if (inFlight.get() >= quota) {
      dropUntil(now);
    }
    int before = inFlight.get();
    while (before < quota) {
      if (inFlight.compareAndSet(before, before + 1)) {
        ends.put(id, end);
        firstEnd.accumulateAndGet(end, Math::min);
        return before + 1;
      }
      before = inFlight.get();
    }
    return 0;
  }

  void release(String id) {
    if (ends.remove(id) != null) {
      inFlight.decrementAndGet();
    }
  }

  void dropUntil(long now) {
    if (now < firstEnd.get()) {
      return;
    }
    // Set before the search: a lease that is taken meanwhile lowers it again.
    firstEnd.set(Long.MAX_VALUE);
    ends.forEach(
        (id, end) -> {
          if (end <= now) {
            release(id);
          } else {
            firstEnd.accumulateAndGet(end, Math::min);
          }
        });
  }

  int inFlight() {
    return inFlight.get();
  }

  long firstEnd() {
    return firstEnd.get();
  }
}
