package io.buttress.ratelimit.internal;

import io.buttress.error.StoreUnavailableException;
import io.buttress.ratelimit.BanRule;
import io.buttress.ratelimit.Charge;
import io.buttress.ratelimit.Decision;
import io.buttress.ratelimit.LimitState;
import io.buttress.ratelimit.Mode;
import io.buttress.ratelimit.RateLimitListener;
import io.buttress.ratelimit.RateLimitListener.Kind;
import io.buttress.ratelimit.RateLimitPolicy;
import io.buttress.ratelimit.RateLimitStore;
import io.buttress.ratelimit.Verdict;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Makes decisions of a store's verdicts: enforces, observes, bans and tells. */
public final class Judge {
  private static final Logger LOG = System.getLogger(Judge.class.getName());
  private static final Duration BREATHER = Duration.ofSeconds(1);

  private final RateLimitStore store;
  private final RateLimitListener listener;
  private final BanWatch bans;
  // The memory says the same for a moment. Written without care: any of the last will do.
  private @Nullable Told last;

  private record Told(
      RateLimitPolicy policy, Verdict.Denied denied, Decision.Rejected rejected, Runnable teller) {
    // The same objects, or it is worth nothing.
    @SuppressWarnings("ReferenceEquality")
    boolean isFor(RateLimitPolicy first, Verdict.Denied verdict) {
      return denied == verdict && policy == first;
    }
  }

  public Judge(RateLimitStore store, RateLimitListener listener, LongSupplier nanos) {
    this.store = store;
    this.listener = listener;
    this.bans = new BanWatch(nanos);
  }

  /** Decides about the charges of a request; none means unlimited. */
  public Decision decide(List<Charge> charges) {
    if (charges.isEmpty()) {
      return Decision.Unlimited.INSTANCE;
    }
    if (!Observation.isWanted(charges)) {
      return enforce(charges);
    }
    List<Charge> enforced =
        charges.stream().filter(charge -> charge.policy().mode() == Mode.ENFORCE).toList();
    Decision decision = enforced.isEmpty() ? Observation.NOTHING : enforce(enforced);
    return decision instanceof Decision.Allowed allowed
        ? new Observation(store, listener).of(charges, allowed)
        : decision;
  }

  private Decision enforce(List<Charge> charges) {
    Verdict verdict = store.acquire(charges);
    if (verdict instanceof Verdict.Admitted admitted) {
      return allowed(charges, admitted);
    } else if (verdict instanceof Verdict.Denied denied) {
      return denied.banMicros() > 0 ? banned(charges, denied) : refused(charges, denied);
    } else if (verdict instanceof Verdict.Unavailable) {
      return unavailable(charges);
    }
    throw new AssertionError(verdict);
  }

  private Decision.Allowed allowed(List<Charge> charges, Verdict.Admitted admitted) {
    long delay = 0;
    for (int i = 0; i < admitted.states().size(); i++) {
      delay = Math.max(delay, admitted.states().get(i).waitMicros());
    }
    for (int i = 0; i < charges.size(); i++) {
      tell(charges.get(i), admitted);
    }
    return new Decision.Allowed(
        admitted.states(),
        delay == 0 ? Duration.ZERO : Refusals.duration(delay),
        charges,
        admitted.leases(),
        List.of(),
        admitted.source());
  }

  /** Of several policies one may have delayed the request, and another one not have counted it. */
  private void tell(Charge charge, Verdict.Admitted admitted) {
    boolean counted = false;
    boolean delayed = false;
    for (int i = 0; i < admitted.states().size(); i++) {
      LimitState state = admitted.states().get(i);
      if (Refusals.hasLimit(charge, state.limit().name())) {
        counted = true;
        delayed |= state.waitMicros() > 0;
      }
    }
    listener.decided(
        charge.policy(),
        delayed ? Kind.DELAYED : Kind.ALLOWED,
        counted ? admitted.source() : Verdict.Source.NONE);
  }

  private Decision.Rejected refused(List<Charge> charges, Verdict.Denied denied) {
    List<Charge> refusing = Refusals.refusing(charges, denied.states());
    Told told = told(refusing.get(0), denied);
    told.teller.run();
    for (int i = 0; i < refusing.size(); i++) {
      RateLimitPolicy policy = refusing.get(i).policy();
      if (i > 0) {
        listener.decided(policy, Kind.REJECTED, denied.source());
      }
      if (policy.ban().isPresent()) {
        count(refusing.get(i), policy.ban().get());
      }
    }
    return told.rejected;
  }

  private Told told(Charge first, Verdict.Denied denied) {
    RateLimitPolicy policy = first.policy();
    Told told = last;
    if (told == null || !told.isFor(policy, denied)) {
      Runnable teller = listener.teller(policy, Kind.REJECTED, denied.source());
      told = new Told(policy, denied, Refusals.rejected(first, denied), teller);
      last = told;
    }
    return told;
  }

  private void count(Charge charge, BanRule rule) {
    if (!bans.isEnough(charge, rule)) {
      return;
    }
    try {
      store.ban(charge.policy(), charge.key(), rule.duration());
    } catch (StoreUnavailableException e) {
      // The rejections go on being counted: the next time may work.
      LOG.log(Level.DEBUG, "A ban by policy {0} could not be stored", charge.policy().name());
    }
  }

  private Decision.Rejected banned(List<Charge> charges, Verdict.Denied denied) {
    Charge charge = Refusals.banned(charges, denied.states());
    listener.decided(charge.policy(), Kind.BANNED, denied.source());
    return new Decision.Rejected(
        Decision.Reason.BANNED,
        List.of(),
        denied.states(),
        Refusals.retryAfter(denied),
        charge.policy().name());
  }

  private Decision.Rejected unavailable(List<Charge> charges) {
    Charge closed = Refusals.closed(charges);
    listener.decided(closed.policy(), Kind.UNAVAILABLE, Verdict.Source.NONE);
    return new Decision.Rejected(
        Decision.Reason.UNAVAILABLE, List.of(), List.of(), BREATHER, closed.policy().name());
  }
}
