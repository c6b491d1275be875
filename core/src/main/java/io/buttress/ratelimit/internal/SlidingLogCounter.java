package io.buttress.ratelimit.internal;

import static io.buttress.ratelimit.internal.Arithmetic.ceilDiv;

import io.buttress.ratelimit.Algorithm;
import io.buttress.ratelimit.Limit;
import io.buttress.ratelimit.LimitState;
import org.jspecify.annotations.Nullable;

/**
 * {@link SlidingLog} on a ring of records under a lock a key, held for a few array accesses: a log
 * has two ends, and a ring without a lock would cost more than it saves.
 */
final class SlidingLogCounter implements LocalCounter {
  private final LogRing log;
  private final Limit limit;
  private final long window;
  private final long most;

  SlidingLogCounter(Limit limit, boolean settled) {
    this(new LogRing(), limit, settled);
  }

  private SlidingLogCounter(LogRing log, Limit limit, boolean settled) {
    this.log = log;
    this.limit = limit;
    this.window = SlidingLog.windowMicros(limit) * 1_000;
    this.most = SlidingLog.most(limit, settled);
  }

  @Override
  public @Nullable LimitState tryTake(long now, long cost, String id) {
    synchronized (log) {
      log.dropUntil(now - window);
      if (log.total() + cost > limit.quota()) {
        return null;
      }
      log.add(now, cost);
      return SlidingLog.admitted(limit, log.total(), resetMicros(now));
    }
  }

  @Override
  public LimitState look(long now, long cost) {
    synchronized (log) {
      log.dropUntil(now - window);
      long excess = log.total() + cost - limit.quota();
      long wait =
          excess <= 0 || log.total() < excess ? 0 : log.instantThatFrees(excess) + window - now;
      return SlidingLog.refused(limit, log.total(), resetMicros(now), ceilDiv(wait, 1_000), cost);
    }
  }

  private long resetMicros(long now) {
    return log.isEmpty() ? 0 : ceilDiv(log.youngest() + window - now, 1_000);
  }

  @Override
  public void charge(long now, long cost) {
    synchronized (log) {
      log.dropUntil(now - window);
      if (cost < 0) {
        log.takeBack(-cost);
      } else if (log.total() < most) {
        log.add(now, Math.min(cost, most - log.total()));
      }
    }
  }

  @Override
  public void undo(long now, long cost, String id) {
    charge(now, -cost);
  }

  @Override
  public @Nullable LocalCounter with(Limit limit, boolean settled) {
    return limit.algorithm() == Algorithm.SLIDING_LOG
        ? new SlidingLogCounter(log, limit, settled)
        : null;
  }
}
