package io.buttress.redis;

import io.buttress.ratelimit.Limit;
import io.buttress.ratelimit.LimitState;
import io.buttress.ratelimit.internal.Concurrency;
import io.buttress.ratelimit.internal.FixedWindow;
import io.buttress.ratelimit.internal.Gcra;
import io.buttress.ratelimit.internal.SlidingLog;
import io.buttress.ratelimit.internal.SlidingWindow;
import java.util.List;

/**
 * What a limit, or a ban, means to {@code acquire.lua} for a certain cost, and what the answer
 * means.
 *
 * @param kind the letter by which the script knows it
 * @param parameters four, as the script documents them
 * @param width how many numbers the script answers
 * @param admitted reads them after an admission
 * @param refused reads them after a refusal
 */
record Check(char kind, List<Long> parameters, int width, Reader admitted, Reader refused) {
  static final char BAN = 'b';
  static final char BUCKET = 't';
  private static final Reader NO_LIMIT =
      (a, b, c) -> {
        throw new AssertionError("a ban is no limit");
      };

  /** Makes a state of the script's numbers; those beyond the width are 0. */
  interface Reader {
    LimitState read(long first, long second, long third);
  }

  /** Whether the key is banned: answers for how many microseconds still. */
  static Check ban() {
    return new Check(BAN, List.of(0L, 0L, 0L, 0L), 1, NO_LIMIT, NO_LIMIT);
  }

  /**
   * @param cost may be negative where it is charged without asking
   * @param settled whether the policy's costs are settled after the response
   */
  static Check of(Limit limit, long cost, boolean settled) {
    char kind = Keys.kind(limit.algorithm());
    return switch (limit.algorithm()) {
      case TOKEN_BUCKET, LEAKY_BUCKET -> {
        Gcra gcra = Gcra.shared(limit, settled);
        long tolerance = cost < 0 || gcra.neverAdmits(cost) ? -1 : gcra.tolerance(cost);
        yield new Check(
            kind,
            List.of(gcra.increment(cost), tolerance, gcra.most(), 0L),
            1,
            (used, b, c) -> gcra.admitted(used, cost),
            (used, b, c) -> gcra.refused(used, cost));
      }
      case FIXED_WINDOW ->
          new Check(
              kind,
              List.of(
                  cost,
                  limit.quota(),
                  FixedWindow.windowMillis(limit),
                  FixedWindow.most(limit, settled)),
              2,
              (used, left, c) -> FixedWindow.admitted(limit, used, left),
              (used, left, c) -> FixedWindow.refused(limit, used, left, cost));
      case SLIDING_WINDOW ->
          new Check(
              kind,
              List.of(
                  cost,
                  limit.quota(),
                  SlidingWindow.windowMillis(limit),
                  SlidingWindow.most(limit, settled)),
              3,
              (before, now, elapsed) -> SlidingWindow.admitted(limit, before, now, elapsed),
              (before, now, elapsed) -> SlidingWindow.refused(limit, before, now, elapsed, cost));
      case SLIDING_LOG ->
          new Check(
              kind,
              List.of(
                  cost,
                  limit.quota(),
                  SlidingLog.windowMicros(limit),
                  SlidingLog.most(limit, settled)),
              3,
              (used, reset, wait) -> SlidingLog.admitted(limit, used, reset),
              (used, reset, wait) -> SlidingLog.refused(limit, used, reset, wait, cost));
      case CONCURRENCY ->
          new Check(
              kind,
              List.of(0L, limit.quota(), Concurrency.leaseMillis(limit) * 1_000, 0L),
              2,
              (inFlight, firstEnd, c) -> Concurrency.admitted(limit, inFlight),
              (inFlight, firstEnd, c) -> Concurrency.refused(limit, inFlight, firstEnd));
    };
  }

  boolean isLeased() {
    return kind == 'c';
  }
}
