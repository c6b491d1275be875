package io.buttress.ratelimit.internal;

import io.buttress.ratelimit.Charge;
import io.buttress.ratelimit.LimitState;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What one trip took of token buckets at once, for requests that have yet to come.
 *
 * <p>It admits nothing that the buckets would not have admitted had each request been charged when
 * it came. What is charged early makes no difference as long as a bucket is not full: the TAT is a
 * sum then. In a full one it does, for what flows in is lost there. So this is a line of places,
 * each for a cost of 1. The first is worth something until the instant at which the bucket would
 * have been full without what was taken, and each after it for one interval longer: as many lapse
 * as would have flowed in meanwhile. It holds for any number of nodes, as each charge begins where
 * the one before ended, and settled debts aside, nothing else moves a TAT but time.
 *
 * @param sent when the question was sent, of a clock like {@link System#nanoTime}; so not later
 *     than Redis answered it
 * @param size how many places there are
 * @param next the first place that nobody has taken
 * @param states where the limits stand after all of it
 * @param lines of each limit, when places lapse
 */
record Prefetch(long sent, long size, AtomicLong next, List<LimitState> states, List<Line> lines) {
  private static final long NANOS_A_MICRO = 1_000;

  /**
   * The places of one limit.
   *
   * @param start when the first one lapses, in microseconds after the question was sent
   */
  private record Line(Gcra gcra, long start) {
    /** How many have lapsed. */
    long lapsed(long elapsed) {
      return elapsed > start ? gcra.inflow(elapsed - start) : 0;
    }
  }

  /**
   * @param charge what was admitted: a request's own cost and what was taken besides
   * @param own the request's own cost, which has the first places
   * @param states what the store said to it, one of each limit
   */
  static Prefetch of(Charge charge, long own, List<LimitState> states, long sent) {
    List<Line> lines = new ArrayList<>(states.size());
    for (LimitState state : states) {
      // The limit that was counted, which on a node alone may be its share.
      Gcra gcra = Gcra.shared(state.limit(), false);
      lines.add(new Line(gcra, state.resetMicros() - gcra.increment(charge.cost())));
    }
    return new Prefetch(sent, charge.cost(), new AtomicLong(own), states, lines);
  }

  /** Takes places for a cost; where the limits stand then, or nothing if there are too few. */
  List<LimitState> tryTake(long cost, long now) {
    long elapsed = elapsedMicros(now);
    long lapsed = lapsed(elapsed);
    long before = next.get();
    while (true) {
      long from = Math.max(before, lapsed);
      if (from + cost > size) {
        return List.of();
      }
      if (next.compareAndSet(before, from + cost)) {
        return statesWith(size - from - cost, elapsed);
      }
      before = next.get();
    }
  }

  /** Where the limits stand as long as nobody has taken of it but who brought it. */
  List<LimitState> statesAtFirst() {
    return statesWith(size - next.get(), 0);
  }

  /**
   * Nobody takes any more.
   *
   * @return how many places were left, and cost somebody else something
   */
  long close(long now) {
    long elapsed = elapsedMicros(now);
    // What lapses in each limit would have been lost anyway.
    long spared = size;
    for (Line line : lines) {
      spared = Math.min(spared, line.lapsed(elapsed));
    }
    return size - Math.max(next.getAndSet(size), spared);
  }

  /** What flows into all of the buckets from then on within so long, and does not fit in. */
  long overflow(long now, long nanos) {
    long micros = (now - sent + nanos) / NANOS_A_MICRO;
    long overflow = Long.MAX_VALUE;
    for (int i = 0; i < lines.size(); i++) {
      long full = micros - states.get(i).resetMicros();
      overflow = Math.min(overflow, full > 0 ? lines.get(i).gcra.inflow(full) : 0);
    }
    return overflow;
  }

  private long elapsedMicros(long now) {
    // Two more, for what was rounded off here, and up in what the store said.
    return (now - sent) / NANOS_A_MICRO + 2;
  }

  private long lapsed(long elapsed) {
    long lapsed = 0;
    for (int i = 0; i < lines.size(); i++) {
      lapsed = Math.max(lapsed, lines.get(i).lapsed(elapsed));
    }
    return lapsed;
  }

  private List<LimitState> statesWith(long left, long elapsed) {
    if (states.size() == 1) {
      return List.of(stateWith(states.get(0), left, elapsed));
    }
    List<LimitState> all = new ArrayList<>(states.size());
    states.forEach(state -> all.add(stateWith(state, left, elapsed)));
    return all;
  }

  private static LimitState stateWith(LimitState told, long left, long elapsed) {
    long reset = Math.max(told.resetMicros() - elapsed, 0);
    return new LimitState(told.limit(), told.remaining() + left, reset, 0);
  }
}
