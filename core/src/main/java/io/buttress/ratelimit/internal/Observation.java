package io.buttress.ratelimit.internal;

import io.buttress.error.StoreUnavailableException;
import io.buttress.ratelimit.Charge;
import io.buttress.ratelimit.Decision;
import io.buttress.ratelimit.Lease;
import io.buttress.ratelimit.Mode;
import io.buttress.ratelimit.RateLimitListener;
import io.buttress.ratelimit.RateLimitListener.Kind;
import io.buttress.ratelimit.RateLimitStore;
import io.buttress.ratelimit.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Charges policies that are only tried out: each by itself, and whatever it says, all passes. */
record Observation(RateLimitStore store, RateLimitListener listener) {
  /** What no enforcing policy has said. */
  static final Decision.Allowed NOTHING =
      new Decision.Allowed(
          List.of(), Duration.ZERO, List.of(), List.of(), List.of(), Verdict.Source.NONE);

  static boolean isWanted(List<Charge> charges) {
    for (int i = 0; i < charges.size(); i++) {
      if (charges.get(i).policy().mode() == Mode.OBSERVE) {
        return true;
      }
    }
    return false;
  }

  /** The same decision with what is to be settled and released for the observing policies. */
  Decision.Allowed of(List<Charge> charges, Decision.Allowed enforced) {
    List<Charge> charged = new ArrayList<>(enforced.charges());
    List<Lease> leases = new ArrayList<>(enforced.leases());
    List<String> observed = new ArrayList<>();
    for (Charge charge : charges) {
      if (charge.policy().mode() != Mode.OBSERVE) {
        continue;
      }
      if (acquire(charge) instanceof Verdict.Admitted admitted) {
        charged.add(charge);
        leases.addAll(admitted.leases());
        listener.decided(charge.policy(), Kind.ALLOWED, admitted.source());
      } else {
        observed.add(charge.policy().name());
      }
    }
    return new Decision.Allowed(
        enforced.states(), enforced.delay(), charged, leases, observed, enforced.source());
  }

  private Verdict acquire(Charge charge) {
    Verdict verdict;
    try {
      verdict = store.acquire(List.of(charge));
    } catch (StoreUnavailableException e) {
      verdict = new Verdict.Unavailable();
    }
    if (verdict instanceof Verdict.Denied denied) {
      listener.decided(charge.policy(), Kind.OBSERVED, denied.source());
    } else if (verdict instanceof Verdict.Unavailable) {
      listener.decided(charge.policy(), Kind.UNAVAILABLE, Verdict.Source.NONE);
    }
    return verdict;
  }
}
