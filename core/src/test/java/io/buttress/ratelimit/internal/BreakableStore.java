package io.buttress.ratelimit.internal;

import io.buttress.error.StoreUnavailableException;
import io.buttress.ratelimit.Charge;
import io.buttress.ratelimit.Lease;
import io.buttress.ratelimit.RateLimitPolicy;
import io.buttress.ratelimit.RateLimitStore;
import io.buttress.ratelimit.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A store in memory that several nodes of a test share, and that can be out of reach. */
final class BreakableStore implements RateLimitStore {
  private final RateLimitStore counts;

  /** What was asked, in order: for tests of how often a store is asked. */
  final List<List<Charge>> asked = Collections.synchronizedList(new ArrayList<>());

  volatile boolean broken;

  /** What happens between the store's decision and its arrival. */
  Runnable answered = () -> {};

  BreakableStore(RateLimitStore counts) {
    this.counts = counts;
  }

  @Override
  public Verdict acquire(List<Charge> charges) {
    check();
    asked.add(charges);
    Verdict verdict = shared(counts.acquire(charges));
    answered.run();
    return verdict;
  }

  private static Verdict shared(Verdict verdict) {
    if (verdict instanceof Verdict.Admitted admitted) {
      List<Lease> leases =
          admitted.leases().stream()
              .map(lease -> new Lease(lease.charge(), "shared-" + lease.id()))
              .toList();
      return new Verdict.Admitted(admitted.states(), leases, Verdict.Source.SHARED);
    }
    Verdict.Denied denied = (Verdict.Denied) verdict;
    return new Verdict.Denied(denied.states(), denied.banMicros(), Verdict.Source.SHARED);
  }

  @Override
  public void settle(Charge charge) {
    check();
    counts.settle(charge);
  }

  @Override
  public void release(List<Lease> leases) {
    check();
    counts.release(
        leases.stream()
            .map(lease -> new Lease(lease.charge(), lease.id().replace("shared-", "")))
            .toList());
  }

  @Override
  public void ban(RateLimitPolicy policy, String key, Duration duration) {
    check();
    counts.ban(policy, key, duration);
  }

  @Override
  public void reset(RateLimitPolicy policy, String key) {
    check();
    counts.reset(policy, key);
  }

  private void check() {
    if (broken) {
      throw new StoreUnavailableException("out of reach, says the test");
    }
  }
}
