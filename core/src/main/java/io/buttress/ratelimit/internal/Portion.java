package io.buttress.ratelimit.internal;

import io.buttress.ratelimit.Limit;
import io.buttress.ratelimit.LimitSet;
import io.buttress.ratelimit.LimitState;
import io.buttress.ratelimit.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** Quota of one key that this node has taken from the shared store and may spend. */
final class Portion {
  // While the store has no whole portion, it is asked for one at most this often.
  private static final long LONGEST_PAUSE = 1_000_000_000;

  private final LimitSet limits;
  private final long lasts;
  private final AtomicBoolean refilling = new AtomicBoolean();
  private volatile Content content;
  private volatile long pauseEnd;

  /** What one answer of the store has brought, with what is left of it. */
  private record Content(AtomicLong left, List<LimitState> states, long taken) {}

  Portion(LimitSet limits, long now) {
    this.limits = limits;
    this.lasts =
        limits.limits().stream().map(Limit::window).mapToLong(w -> w.toNanos()).min().orElseThrow();
    this.content = new Content(new AtomicLong(), List.of(), now);
    this.pauseEnd = now;
  }

  // The same object nearly always.
  @SuppressWarnings("ReferenceEquality")
  boolean isFor(LimitSet others) {
    return limits == others || limits.equals(others);
  }

  /** Takes the cost out of what is left; the states after that, or nothing if it is too little. */
  List<LimitState> tryTake(long cost, long now) {
    Content present = content;
    if (now - present.taken >= lasts) {
      return List.of();
    }
    AtomicLong left = present.left;
    long before = left.get();
    while (before >= cost) {
      if (left.compareAndSet(before, before - cost)) {
        return states(present, before - cost, now);
      }
      before = left.get();
    }
    return List.of();
  }

  private static List<LimitState> states(Content content, long left, long now) {
    long elapsed = (now - content.taken) / 1_000;
    List<LimitState> told = content.states;
    if (told.size() == 1) {
      return List.of(state(told.get(0), left, elapsed));
    }
    List<LimitState> states = new ArrayList<>(told.size());
    for (LimitState state : told) {
      states.add(state(state, left, elapsed));
    }
    return states;
  }

  private static LimitState state(LimitState told, long left, long elapsedMicros) {
    long reset = Math.max(told.resetMicros() - elapsedMicros, 0);
    return new LimitState(told.limit(), told.remaining() + left, reset, 0);
  }

  /** True for one caller at a time, and not so soon after the store had no whole portion. */
  boolean beginRefill(long now) {
    return now - pauseEnd >= 0 && refilling.compareAndSet(false, true);
  }

  void endRefill() {
    refilling.set(false);
  }

  /** Adds to what is left, unless that is too old; the states after that. */
  List<LimitState> fill(long quota, List<LimitState> states, long now) {
    Content former = content;
    long rest = now - former.taken >= lasts ? 0 : former.left.getAndSet(0);
    Content filled = new Content(new AtomicLong(quota + rest), states, now);
    content = filled;
    return states(filled, quota + rest, now);
  }

  /** The store had no whole portion. */
  void postpone(Verdict.Denied denied, long now) {
    long wait = 1;
    for (LimitState state : denied.states()) {
      wait = Math.max(wait, state.waitMicros());
    }
    pauseEnd = now + Math.min(wait, LONGEST_PAUSE / 1_000) * 1_000;
  }
}
