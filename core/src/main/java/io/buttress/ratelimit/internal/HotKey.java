package io.buttress.ratelimit.internal;

import io.buttress.ratelimit.Charge;
import io.buttress.ratelimit.LimitSet;
import io.buttress.ratelimit.LimitState;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A key for which this node is asked very often, and how much may be taken ahead for it.
 *
 * <p>So much as lately was needed while a {@link Prefetch} lasts, but of what has been admitted
 * here a {@value #SHARE_OF_ADMITTED}th at most, less what was taken in vain before, so that never
 * more than that is taken in vain. Besides what flows in meanwhile if the buckets are full, as that
 * would be lost. And of what remains of each limit a {@value #SHARE_OF_REST}th at most altogether,
 * so that other nodes find nearly all of it.
 */
final class HotKey {
  /** For how long a prefetch lasts, in nanoseconds. */
  static final long LASTS = 50_000_000;

  static final int SHARE_OF_REST = 64;
  static final int SHARE_OF_ADMITTED = 100;

  // A shorter time says little about how many will come.
  private static final long SHORTEST = 1_000_000;

  private final String policy;
  private final String key;
  private final LimitSet limits;
  private final AtomicBoolean refilling = new AtomicBoolean();
  private final AtomicLong admitted = new AtomicLong();
  // Of who refills.
  private long before;
  private long inVain;
  private volatile Prefetch prefetch;

  /**
   * @param charge what was admitted just now
   * @param states where its limits stood after that
   */
  HotKey(Charge charge, List<LimitState> states, long sent) {
    this.policy = charge.policy().name();
    this.key = charge.key();
    this.limits = charge.limits();
    this.prefetch = Prefetch.of(charge, charge.cost(), states, sent);
  }

  // The same object nearly always.
  @SuppressWarnings("ReferenceEquality")
  boolean is(Charge charge) {
    LimitSet others = charge.limits();
    return key.equals(charge.key())
        && policy.equals(charge.policy().name())
        && (limits == others || limits.equals(others));
  }

  /** Whether its prefetch has not lasted too long for this to say anything about the present. */
  boolean isHot(long now) {
    return now - prefetch.sent() < 2 * LASTS;
  }

  /** Where the limits stand after that cost was taken, or nothing if there is not that much. */
  List<LimitState> tryTake(long cost, long now) {
    Prefetch present = prefetch;
    List<LimitState> states = now - present.sent() < LASTS ? present.tryTake(cost, now) : List.of();
    if (!states.isEmpty()) {
      admitted(cost);
    }
    return states;
  }

  /** A request has been admitted, out of a prefetch or by the store. */
  void admitted(long cost) {
    long unused = admitted.addAndGet(cost);
  }

  /** True for one caller at a time. */
  boolean beginRefill() {
    return refilling.compareAndSet(false, true);
  }

  void endRefill() {
    refilling.set(false);
  }

  /**
   * Ends the present prefetch.
   *
   * @param cost of the request that will take the next one along
   * @return how much to charge altogether
   */
  long close(long cost, long now) {
    Prefetch last = prefetch;
    inVain += last.close(now);
    long all = admitted.get();
    long needed = (all - before) * LASTS / Math.max(now - last.sent(), SHORTEST);
    before = all;
    long wanted = Math.max(Math.min(needed, all / SHARE_OF_ADMITTED - inVain), 0);
    long more = Math.min(wanted + last.overflow(now, LASTS), most(last));
    long charged = rounded(cost + more);
    return charged >= 2 * cost ? charged : cost;
  }

  // Demands of the same cost share what stands behind it, and trips.
  private static long rounded(long cost) {
    long step = Long.highestOneBit(cost) / 4;
    return step > 1 ? cost - cost % step : cost;
  }

  private static long most(Prefetch last) {
    long most = Long.MAX_VALUE;
    for (LimitState state : last.states()) {
      most = Math.min(most, state.remaining() / SHARE_OF_REST);
    }
    return most;
  }

  /**
   * The store has admitted it.
   *
   * @param own how much of the charge was for the request itself
   * @return where the limits stand for this node
   */
  List<LimitState> refill(Charge charged, long own, List<LimitState> states, long sent) {
    Prefetch taken = Prefetch.of(charged, own, states, sent);
    List<LimitState> first = taken.statesAtFirst();
    prefetch = taken;
    return first;
  }
}
