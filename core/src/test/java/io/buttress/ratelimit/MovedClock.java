package io.buttress.ratelimit;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** A clock like {@link System#nanoTime} that stands still until a test moves it. */
public final class MovedClock implements LongSupplier {
  private final AtomicLong nanos;

  /** A clock that starts just before it wraps, because real ones may. */
  public MovedClock() {
    this(Long.MAX_VALUE - 5_000_000_000L);
  }

  public MovedClock(long nanos) {
    this.nanos = new AtomicLong(nanos);
  }

  @Override
  public long getAsLong() {
    return nanos.get();
  }

  public void advance(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  public void advanceMicros(long micros) {
    nanos.addAndGet(micros * 1_000);
  }
}
