package io.buttress.ratelimit.internal;

import static io.buttress.ratelimit.internal.Arithmetic.ceilDiv;
import static io.buttress.ratelimit.internal.Arithmetic.mulDivDown;
import static io.buttress.ratelimit.internal.Arithmetic.mulDivUp;
import static io.buttress.ratelimit.internal.Arithmetic.withDebt;

import io.buttress.ratelimit.Algorithm;
import io.buttress.ratelimit.Limit;
import io.buttress.ratelimit.LimitState;

/**
 * The arithmetic of {@code TOKEN_BUCKET} and {@code LEAKY_BUCKET}: the generic cell rate algorithm.
 *
 * <p>All that is stored of a key is one instant, the 'theoretical arrival time' (TAT): when the
 * bucket will be full again, or the next request's turn comes. An absent one is in the past. In
 * ticks (microseconds of Redis's clock, or nanoseconds of this node's):
 *
 * <pre>
 * used   = min(max(TAT - now, 0), most())       the clamp: a clock that stepped back locks nobody out
 * admit iff used + increment(cost) &lt;= tolerance(cost)
 * admitted:                 TAT = now + used + increment(cost)
 * settled, cost &gt; 0 (debt): TAT = now + min(used + increment(cost), most())
 * settled, cost &lt; 0:        TAT = now + max(used + increment(cost), 0)
 * </pre>
 *
 * <p>A leaky bucket is the same with another tolerance: what has to fit is the wait for the turn,
 * not the end of the request's own slot.
 *
 * <p>Accuracy: exact, with two roundings, both against the client. A token takes a whole number of
 * ticks, rounded up; where that would cost more than 0.1% (rates above one token per 1,000 ticks:
 * 1,000 a second shared, a million a second on a node) the slot of each request is rounded up
 * instead, by less than one tick. In any span of time the admitted cost is at most burst + span /
 * interval. So with a burst as large as the quota up to twice the quota can be admitted in one
 * window; {@code SLIDING_LOG} is the strict choice.
 *
 * <p>With {@code now} up to 2<sup>52</sup> microseconds all of it is below 2<sup>53</sup>: exact in
 * Lua's numbers.
 */
public final class Gcra {
  private static final long FINE = 1_000;
  private static final long NANOS_A_MICRO = 1_000;

  private final Limit limit;
  private final boolean leaky;
  private final long window;
  private final long ticksPerToken;
  private final long capacity;
  private final long maxWait;
  private final long ticksPerMicro;
  // Of the usual cost and of all that fits, which are needed for each request.
  private final long unit;
  private final long full;
  private final long most;

  private Gcra(Limit limit, boolean settled, long ticksPerMicro) {
    this.limit = limit;
    this.ticksPerMicro = ticksPerMicro;
    this.leaky = limit.algorithm() == Algorithm.LEAKY_BUCKET;
    this.window = Arithmetic.windowMicros(limit) * ticksPerMicro;
    this.ticksPerToken = ceilDiv(window, limit.quota());
    this.capacity = leaky ? limit.quota() : limit.burst();
    this.maxWait = limit.maxWait().toMillis() * 1_000 * ticksPerMicro;
    this.unit = product(1);
    this.full = product(capacity);
    this.most = withDebt(tolerance(capacity), settled);
  }

  /**
   * For Redis: ticks are microseconds.
   *
   * @param settled whether costs are settled after the response, so that debts can arise
   */
  public static Gcra shared(Limit limit, boolean settled) {
    return new Gcra(limit, settled, 1);
  }

  /** For this node: ticks are nanoseconds. */
  static Gcra local(Limit limit, boolean settled) {
    return new Gcra(limit, settled, NANOS_A_MICRO);
  }

  /**
   * The ticks that a cost moves the TAT by; the sign is the cost's. Requests of the same cost may
   * be summed by multiplying this.
   */
  public long increment(long cost) {
    if (cost == 1) {
      return unit;
    }
    return cost < 0 ? -product(-cost) : product(cost);
  }

  private long product(long cost) {
    // Beyond that it is never admitted, and as a debt it would be cut to this anyway.
    long counted = Math.min(cost, withDebt(capacity, true));
    return ticksPerToken >= FINE
        ? counted * ticksPerToken
        : mulDivUp(counted, window, limit.quota());
  }

  /**
   * How far ahead of now the TAT may be after a request of that cost was admitted, in ticks. Of a
   * token bucket it is the same for every cost.
   */
  public long tolerance(long cost) {
    return leaky ? maxWait + increment(cost) : full;
  }

  /** How far ahead of now a TAT can be at all, in ticks. */
  public long most() {
    return most;
  }

  /** Whether that cost can't be admitted even if nothing was used. */
  public boolean neverAdmits(long cost) {
    return cost > capacity;
  }

  /**
   * How much cost flows in within so many ticks, rounded up. What is taken at once for several
   * requests lasts them this long in a full bucket: see {@link Prefetch}.
   */
  long inflow(long ticks) {
    return ticksPerToken >= FINE
        ? ceilDiv(ticks, ticksPerToken)
        : mulDivUp(ticks, limit.quota(), window);
  }

  /**
   * The state after an admission.
   *
   * @param used TAT - now right after it, in ticks
   * @param cost what was admitted
   */
  public LimitState admitted(long used, long cost) {
    long turn = leaky ? Math.max(used - increment(cost), 0) : 0;
    return state(used, micros(turn));
  }

  /**
   * The state after no admission, because of this limit or another one.
   *
   * @param used max(TAT - now, 0), in ticks
   * @param cost what was asked for
   */
  public LimitState refused(long used, long cost) {
    if (neverAdmits(cost)) {
      return state(used, LimitState.NEVER);
    }
    return state(used, micros(Math.max(used + increment(cost) - tolerance(cost), 0)));
  }

  private LimitState state(long used, long waitMicros) {
    return new LimitState(limit, remaining(used), micros(used), waitMicros);
  }

  private long remaining(long used) {
    long free = (leaky ? maxWait : full) - used;
    if (free < 0) {
      return 0;
    }
    long tokens =
        ticksPerToken >= FINE ? free / ticksPerToken : mulDivDown(free, limit.quota(), window);
    // A leaky bucket also admits the one whose turn comes at the very end of the longest wait.
    return Math.min(leaky ? tokens + 1 : tokens, capacity);
  }

  private long micros(long ticks) {
    // A constant divisor: the compiler turns it into a multiplication.
    return ticksPerMicro == 1 ? ticks : ceilDiv(ticks, NANOS_A_MICRO);
  }
}
