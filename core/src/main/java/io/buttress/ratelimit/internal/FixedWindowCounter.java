package io.buttress.ratelimit.internal;

import io.buttress.ratelimit.Algorithm;
import io.buttress.ratelimit.Limit;
import io.buttress.ratelimit.LimitState;
import org.jspecify.annotations.Nullable;

/**
 * {@link FixedWindow} on one atomic reference: lock-free, exact under concurrency. The windows are
 * aligned to the origin of this node's instants.
 */
final class FixedWindowCounter implements LocalCounter {
  private final WindowsCell windows;
  private final Limit limit;
  private final long most;

  FixedWindowCounter(Limit limit, boolean settled) {
    this(new WindowsCell(new Windows(Arithmetic.windowMicros(limit), 0, 0, 0)), limit, settled);
  }

  private FixedWindowCounter(WindowsCell windows, Limit limit, boolean settled) {
    this.windows = windows;
    this.limit = limit;
    this.most = FixedWindow.most(limit, settled);
  }

  @Override
  public @Nullable LimitState tryTake(long now, long cost, String id) {
    long micros = now / 1_000;
    while (true) {
      Windows stored = windows.get();
      Windows present = stored.at(micros);
      long used = present.current() + cost;
      if (used > limit.quota()) {
        return null;
      }
      if (windows.replace(stored, present.plus(cost, most))) {
        return FixedWindow.admitted(limit, used, left(present, micros));
      }
    }
  }

  private static long left(Windows windows, long micros) {
    return windows.length() - windows.elapsed(micros);
  }

  @Override
  public LimitState look(long now, long cost) {
    long micros = now / 1_000;
    Windows present = windows.get().at(micros);
    return FixedWindow.refused(limit, present.current(), left(present, micros), cost);
  }

  @Override
  public void charge(long now, long cost) {
    windows.charge(now / 1_000, cost, most);
  }

  @Override
  public @Nullable LocalCounter with(Limit limit, boolean settled) {
    boolean same =
        limit.algorithm() == Algorithm.FIXED_WINDOW
            && Arithmetic.windowMicros(limit) == windows.get().length();
    return same ? new FixedWindowCounter(windows, limit, settled) : null;
  }
}
