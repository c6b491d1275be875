package io.buttress.ratelimit.internal;

import io.buttress.ratelimit.Algorithm;
import io.buttress.ratelimit.Limit;
import io.buttress.ratelimit.LimitState;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** {@link Gcra} on one atomic long, the TAT in nanoseconds: lock-free, exact under concurrency. */
final class GcraCounter implements LocalCounter {
  // By so much, in nanoseconds, a thread that lost its core may be behind the others' time.
  private static final long LATE = 1_000_000_000;

  private final AtomicLong tat;
  private final Gcra gcra;

  GcraCounter(Limit limit, boolean settled) {
    this(new AtomicLong(), Gcra.local(limit, settled));
  }

  private GcraCounter(AtomicLong tat, Gcra gcra) {
    this.tat = tat;
    this.gcra = gcra;
  }

  @Override
  public @Nullable LimitState tryTake(long now, long cost, String id) {
    if (gcra.neverAdmits(cost)) {
      return null;
    }
    long increment = gcra.increment(cost);
    long tolerance = gcra.tolerance(cost);
    while (true) {
      long stored = tat.get();
      long used = used(stored, now) + increment;
      if (used > tolerance) {
        cut(stored, now);
        return null;
      }
      if (tat.compareAndSet(stored, now + used)) {
        return gcra.admitted(used, cost);
      }
    }
  }

  /**
   * After the limit got smaller the TAT may lie too far ahead, and would for long. To a thread
   * whose time is an old one it seems to: by cutting it that thread would give back what others
   * took.
   */
  private void cut(long stored, long now) {
    if (stored - now > gcra.most() + LATE) {
      // Whoever else changed it has cut it.
      boolean unused = tat.compareAndSet(stored, now + gcra.most());
    }
  }

  private long used(long stored, long now) {
    return Math.min(Math.max(stored - now, 0), gcra.most());
  }

  @Override
  public LimitState look(long now, long cost) {
    return gcra.refused(used(tat.get(), now), cost);
  }

  @Override
  public void charge(long now, long cost) {
    long increment = gcra.increment(cost);
    tat.updateAndGet(
        stored -> {
          long ahead = Math.max(stored - now, 0);
          return now + Math.max(Math.min(ahead + increment, Math.max(gcra.most(), ahead)), 0);
        });
  }

  @Override
  public @Nullable LocalCounter with(Limit limit, boolean settled) {
    boolean same =
        limit.algorithm() == Algorithm.TOKEN_BUCKET || limit.algorithm() == Algorithm.LEAKY_BUCKET;
    return same ? new GcraCounter(tat, Gcra.local(limit, settled)) : null;
  }
}
