package io.buttress.redis;

import io.buttress.error.StoreUnavailableException;
import io.buttress.ratelimit.Charge;
import io.buttress.ratelimit.Lease;
import io.buttress.ratelimit.Limit;
import io.buttress.ratelimit.LimitState;
import io.buttress.ratelimit.RateLimitPolicy;
import io.buttress.ratelimit.RateLimitStore;
import io.buttress.ratelimit.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** Passes on what a shared store says to a node, in the form in which a {@link Replay} says it. */
final class Overheard implements RateLimitStore {
  private static final Keys KEYS = new Keys("bt:");

  private final RateLimitStore shared;
  private final Ear ear;

  /** Who hears it. */
  interface Ear {
    void answered(Replay.Answer answer);

    /** The same, between two instants in microseconds. */
    default void charged(Charge charge, Verdict verdict, long from, long to) {}

    /** The charge was on its way, and may have been made or not. */
    default void unanswered(Charge charge) {}
  }

  /**
   * @param shared is asked with one charge at a time
   */
  Overheard(RateLimitStore shared, Ear ear) {
    this.shared = shared;
    this.ear = ear;
  }

  /** Under which keys a charge is counted, in the order of its limits. */
  static List<String> keys(Charge charge) {
    List<Limit> all = charge.limits().limits();
    String tag = KEYS.tag(charge.policy(), charge.key());
    List<String> names = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      names.add(KEYS.limit(tag, all.get(i).algorithm(), i));
    }
    return names;
  }

  /** By the clock of this machine, which is Redis's as well. */
  static long micros() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
  }

  @Override
  public Verdict acquire(List<Charge> charges) {
    Charge charge = charges.get(0);
    long from = micros();
    Verdict verdict;
    try {
      verdict = shared.acquire(charges);
    } catch (StoreUnavailableException e) {
      if (!(e instanceof LeftAloneException || e.getCause() instanceof LeftAloneException)) {
        ear.unanswered(charge);
      }
      throw e;
    }
    ear.charged(charge, verdict, from, micros());
    boolean admitted = verdict instanceof Verdict.Admitted;
    List<LimitState> states =
        admitted ? ((Verdict.Admitted) verdict).states() : ((Verdict.Denied) verdict).states();
    ear.answered(
        new Replay.Answer(
            Replay.demand(keys(charge), charge.cost()),
            admitted,
            states.stream().map(LimitState::remaining).toList(),
            states.stream().map(LimitState::waitMicros).toList()));
    return verdict;
  }

  @Override
  public void settle(Charge charge) {
    shared.settle(charge);
  }

  @Override
  public void release(List<Lease> leases) {
    shared.release(leases);
  }

  @Override
  public void ban(RateLimitPolicy policy, String key, Duration duration) {
    shared.ban(policy, key, duration);
  }

  @Override
  public void reset(RateLimitPolicy policy, String key) {
    shared.reset(policy, key);
  }
}
