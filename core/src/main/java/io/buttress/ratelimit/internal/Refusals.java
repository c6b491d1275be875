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
  private static boolean hasLimit(Charge charge, String name) {
    for (Limit limit : charge.limits().limits()) {
      if (limit.name().equals(name)) {
        return true;
      }
    }
    return false;
  }

  static Decision.Rejected rejected(Charge first, Verdict.Denied denied) {
    boolean share = denied.source() == Verdict.Source.LOCAL && first.policy().expectedNodes() > 1;
    List<LimitState> states = denied.states();
    long wait = 0;
    for (int i = 0; i < states.size(); i++) {
      wait = Math.max(wait, states.get(i).waitMicros());
    }
    return new Decision.Rejected(
        share ? Decision.Reason.REDUCED_CAPACITY : Decision.Reason.QUOTA_EXCEEDED,
        violated(states),
        states,
        wait == LimitState.NEVER ? Limit.MAX_WINDOW : duration(wait),
        first.policy().name());
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
  static Charge banned(List<Charge> charges) {
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
