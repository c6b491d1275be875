package io.buttress.ratelimit.internal;

import io.buttress.ratelimit.Algorithm;
import io.buttress.ratelimit.Limit;
import io.buttress.ratelimit.LimitState;
import org.jspecify.annotations.Nullable;

/**
 * {@link SlidingWindow} on one atomic reference: lock-free, as accurate under concurrency as alone.
 * The windows are aligned to the origin of this node's instants.
 */
final class SlidingWindowCounter implements LocalCounter {
  private final WindowsCell windows;
  private final Limit limit;
  private final long most;

  SlidingWindowCounter(Limit limit, boolean settled) {
    this(new WindowsCell(new Windows(Arithmetic.windowMicros(limit), 0, 0, 0)), limit, settled);
  }

  private SlidingWindowCounter(WindowsCell windows, Limit limit, boolean settled) {
    this.windows = windows;
    this.limit = limit;
    this.most = SlidingWindow.most(limit, settled);
  }

  @Override
  public @Nullable LimitState tryTake(long now, long cost, String id) {
    long micros = now / 1_000;
    while (true) {
      Windows stored = windows.get();
      Windows present = stored.at(micros);
      long elapsed = present.elapsed(micros);
      long weighted = SlidingWindow.weighted(limit, present.previous(), elapsed);
      long current = present.current() + cost;
      if (weighted + current > limit.quota()) {
        return null;
      }
      if (windows.replace(stored, present.plus(cost, most))) {
        return SlidingWindow.admitted(limit, present.previous(), current, elapsed);
      }
    }
  }

  @Override
  public LimitState look(long now, long cost) {
    long micros = now / 1_000;
    Windows present = windows.get().at(micros);
    return SlidingWindow.refused(
        limit, present.previous(), present.current(), present.elapsed(micros), cost);
  }

  @Override
  public void charge(long now, long cost) {
    windows.charge(now / 1_000, cost, most);
  }

  @Override
  public @Nullable LocalCounter with(Limit limit, boolean settled) {
    boolean same =
        limit.algorithm() == Algorithm.SLIDING_WINDOW
            && Arithmetic.windowMicros(limit) == windows.get().length();
    return same ? new SlidingWindowCounter(windows, limit, settled) : null;
  }
}
