package io.buttress.cache.internal;

import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Gives instants of which no two are the same, each later than all before: so it is always clear
 * whether a purge came before or after a ticket, even if the system's clock is set back.
 */
final class StoreClock {
  private final InstantSource clock;
  private final AtomicLong last = new AtomicLong(Long.MIN_VALUE);

  StoreClock(InstantSource clock) {
    this.clock = clock;
  }

  /** Milliseconds since 1970. */
  long millis() {
    return clock.millis();
  }

  /** An instant in microseconds since 1970 that was not given yet. */
  long tick() {
    long now = clock.millis() * 1_000;
    return last.updateAndGet(before -> Math.max(before + 1, now));
  }

  /** Has seen this instant elsewhere: what is given from now on is later. */
  void observe(long micros) {
    last.accumulateAndGet(micros, Math::max);
  }
}
