package io.buttress.ratelimit.internal;

import io.buttress.ratelimit.Charge;
import io.buttress.ratelimit.Lease;
import io.buttress.ratelimit.LimitState;
import io.buttress.ratelimit.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes all of some charges on this node, or none. */
final class LocalTaking {
  /** Against a race in which a limit refuses, and on a second look would have admitted. */
  private static final int TRIES = 3;

  private static final String NO_LEASE = "";

  private final long now;
  private final List<Charge> charges;
  private final LocalCell.View[] views;
  private final List<LocalCell> cells;

  LocalTaking(long now, List<Charge> charges, List<LocalCell> cells) {
    this.now = now;
    this.charges = charges;
    this.cells = cells;
    this.views = new LocalCell.View[charges.size()];
    for (int i = 0; i < views.length; i++) {
      views[i] = cells.get(i).view(charges.get(i));
    }
  }

  Verdict verdict(Supplier<String> leaseIds) {
    long ban = 0;
    List<LimitState> banned = new ArrayList<>(0);
    for (int i = 0; i < views.length; i++) {
      long left = cells.get(i).banLeft(now);
      if (left > 0) {
        ban = Math.max(ban, left);
        look(i, banned);
      }
    }
    if (ban > 0) {
      return new Verdict.Denied(banned, LocalRateLimitStore.micros(ban), Verdict.Source.LOCAL);
    }
    String lease = needsLease() ? leaseIds.get() : NO_LEASE;
    return views.length == 1 && views[0].counters().length == 1 ? one(lease) : several(lease);
  }

  private boolean needsLease() {
    for (LocalCell.View view : views) {
      if (view.leases()) {
        return true;
      }
    }
    return false;
  }

  private Verdict one(String lease) {
    LocalCounter counter = views[0].counters()[0];
    long cost = charges.get(0).cost();
    for (int i = 0; i < TRIES; i++) {
      LimitState state = counter.tryTake(now, cost, lease);
      if (state != null) {
        return admitted(List.of(state), lease);
      }
      LimitState refusal = counter.look(now, cost);
      if (refusal.waitMicros() > 0) {
        return new Verdict.Denied(List.of(refusal), 0, Verdict.Source.LOCAL);
      }
    }
    return contended(List.of(counter.look(now, cost)));
  }

  private Verdict several(String lease) {
    for (int i = 0; i < TRIES; i++) {
      // Look first: what is taken only to be given back could make others fail meanwhile.
      List<LimitState> states = look();
      if (refuses(states)) {
        return new Verdict.Denied(states, 0, Verdict.Source.LOCAL);
      }
      List<LimitState> taken = takeAll(lease);
      if (taken != null) {
        return admitted(taken, lease);
      }
    }
    return contended(look());
  }

  private List<LimitState> look() {
    List<LimitState> states = new ArrayList<>();
    for (int i = 0; i < views.length; i++) {
      look(i, states);
    }
    return states;
  }

  private void look(int charge, List<LimitState> states) {
    for (LocalCounter counter : views[charge].counters()) {
      states.add(counter.look(now, charges.get(charge).cost()));
    }
  }

  private static boolean refuses(List<LimitState> states) {
    for (LimitState state : states) {
      if (state.waitMicros() > 0) {
        return true;
      }
    }
    return false;
  }

  private @Nullable List<LimitState> takeAll(String lease) {
    List<LimitState> states = new ArrayList<>();
    for (int i = 0; i < views.length; i++) {
      for (LocalCounter counter : views[i].counters()) {
        LimitState state = counter.tryTake(now, charges.get(i).cost(), lease);
        if (state == null) {
          undo(states.size(), lease);
          return null;
        }
        states.add(state);
      }
    }
    return states;
  }

  private void undo(int taken, String lease) {
    int left = taken;
    for (int i = 0; i < views.length; i++) {
      for (LocalCounter counter : views[i].counters()) {
        if (left-- <= 0) {
          return;
        }
        counter.undo(now, charges.get(i).cost(), lease);
      }
    }
  }

  private Verdict admitted(List<LimitState> states, String lease) {
    if (lease.isEmpty()) {
      return new Verdict.Admitted(states, List.of(), Verdict.Source.LOCAL);
    }
    List<Lease> leases = new ArrayList<>();
    for (int i = 0; i < views.length; i++) {
      if (views[i].leases()) {
        leases.add(new Lease(charges.get(i), lease));
      }
    }
    return new Verdict.Admitted(states, leases, Verdict.Source.LOCAL);
  }

  /** Refused each time, and each time free again a moment later: somebody else was faster. */
  private static Verdict contended(List<LimitState> states) {
    LimitState first = states.get(0);
    List<LimitState> waiting = new ArrayList<>(states);
    waiting.set(
        0,
        new LimitState(
            first.limit(),
            first.remaining(),
            first.resetMicros(),
            Math.max(first.waitMicros(), 1)));
    return new Verdict.Denied(waiting, 0, Verdict.Source.LOCAL);
  }
}
