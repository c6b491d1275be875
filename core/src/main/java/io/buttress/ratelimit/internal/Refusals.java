package io.buttress.ratelimit.internal;

import io.buttress.ratelimit.Charge;
import io.buttress.ratelimit.Decision;
import io.buttress.ratelimit.Fallback;
import io.buttress.ratelimit.Limit;
import io.buttress.ratelimit.LimitState;
import io.buttress.ratelimit.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Who refused, which limits, and for how long. */
final class Refusals {
  /** In microseconds: when to come back with what will never be admitted. */
  private static final long FAR_AWAY = Limit.MAX_WINDOW.toSeconds() * 1_000_000;

  private Refusals() {}

  /** The charges of which a limit refused; all of them if the states tell of none. */
  static List<Charge> refusing(List<Charge> charges, List<LimitState> states) {
    if (charges.size() == 1) {
      return charges;
    }
    List<Charge> refusing = new ArrayList<>(charges.size());
    for (Charge charge : charges) {
      for (LimitState state : states) {
        if (state.waitMicros() > 0 && hasLimit(charge, state.limit().name())) {
          refusing.add(charge);
          break;
        }
      }
    }
    return refusing.isEmpty() ? charges : refusing;
  }

  // By name, which is unique: on a node's own share the limit is another one.
  static boolean hasLimit(Charge charge, String name) {
    List<Limit> limits = charge.limits().limits();
    for (int i = 0; i < limits.size(); i++) {
      if (limits.get(i).name().equals(name)) {
        return true;
      }
    }
    return false;
  }

  static Decision.Rejected rejected(Charge first, Verdict.Denied denied) {
    boolean share = denied.source() == Verdict.Source.LOCAL && first.policy().expectedNodes() > 1;
    List<LimitState> states = denied.states();
    return new Decision.Rejected(
        share ? Decision.Reason.REDUCED_CAPACITY : Decision.Reason.QUOTA_EXCEEDED,
        violated(states),
        states,
        retryAfter(denied),
        first.policy().name());
  }

  /** When the ban and all waits are over: what is told of one must not lie behind it. */
  static Duration retryAfter(Verdict.Denied denied) {
    long wait = denied.banMicros();
    for (int i = 0; i < denied.states().size(); i++) {
      long one = denied.states().get(i).waitMicros();
      wait = Math.max(wait, one == LimitState.NEVER ? FAR_AWAY : one);
    }
    return duration(wait);
  }

  private static List<String> violated(List<LimitState> states) {
    if (states.size() == 1) {
      return List.of(states.get(0).limit().name());
    }
    List<String> names = new ArrayList<>(states.size());
    for (LimitState state : states) {
      if (state.waitMicros() > 0) {
        names.add(state.limit().name());
      }
    }
    return names;
  }

  /** The charge whose key is banned, as far as that can be told. */
  static Charge banned(List<Charge> charges, List<LimitState> states) {
    for (Charge charge : charges) {
      if (!states.isEmpty() && hasLimit(charge, states.get(0).limit().name())) {
        return charge;
      }
    }
    for (Charge charge : charges) {
      if (charge.policy().ban().isPresent()) {
        return charge;
      }
    }
    return charges.get(0);
  }

  /** The charge that nothing may pass without. */
  static Charge closed(List<Charge> charges) {
    for (Charge charge : charges) {
      if (charge.policy().fallback() == Fallback.CLOSED) {
        return charge;
      }
    }
    return charges.get(0);
  }

  static Duration duration(long micros) {
    return Duration.ofSeconds(micros / 1_000_000, micros % 1_000_000 * 1_000);
  }
}
