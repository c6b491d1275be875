package io.buttress.ratelimit.internal;

import io.buttress.ratelimit.Charge;
import io.buttress.ratelimit.Lease;
import io.buttress.ratelimit.RateLimitPolicy;
import io.buttress.ratelimit.RateLimitStore;
import io.buttress.ratelimit.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Remembers what the shared store denied, and denies it again without asking, until the first
 * instant at which the store could admit it: who hammers costs nanoseconds instead of a trip.
 *
 * <p>It never denies what the store would admit, because nothing but time can bring quota back:
 *
 * <ul>
 *   <li>The wait that the store names is counted from before the question was sent, and holds if
 *       nobody else spends; if somebody does, it only gets longer.
 *   <li>What can give quota back is not remembered: policies whose settlement can, and the ends of
 *       requests in flight.
 *   <li>A denial holds for the same limits and the same cost or a higher one.
 *   <li>What this node resets is forgotten. Nobody tells it what another node resets, that Redis
 *       lost its data, or that its clock was set forward: that shows within {@link #LONGEST}.
 *   <li>A store that charges several policies one after the other, as in a cluster, can refuse
 *       because of a charge that is given back right after: that is remembered for {@link
 *       #LONGEST_WHERE_GIVEN_BACK}.
 * </ul>
 *
 * What it reckons by are two clocks, this node's and Redis's: over the longest time a drift of 100
 * parts in a million is 1 ms.
 *
 * <p>A table of a fixed size in which each key has one place and the last one wins: bounded,
 * without a lock and without garbage, and to forget is harmless.
 */
public final class DenialMemory implements RateLimitStore {
  /** For how long a denial is remembered at most. */
  public static final Duration LONGEST = Duration.ofSeconds(10);

  /** The same, of a store that can give a charge back which another request has met. */
  public static final Duration LONGEST_WHERE_GIVEN_BACK = Duration.ofSeconds(1);

  private static final int PLACES = 1 << 14;

  private final RateLimitStore next;
  private final LongSupplier nanos;
  private final long longest;
  private final AtomicReferenceArray<@Nullable Denial> denials = new AtomicReferenceArray<>(PLACES);
  // Grows whenever something is forgotten: what was asked before that is not remembered any more.
  private final AtomicInteger forgotten = new AtomicInteger();

  public DenialMemory(RateLimitStore next) {
    this(next, System::nanoTime, LONGEST);
  }

  /**
   * @param nanos a clock like {@link System#nanoTime}
   * @param longest for how long a denial is remembered at most
   */
  public DenialMemory(RateLimitStore next, LongSupplier nanos, Duration longest) {
    this.next = next;
    this.nanos = nanos;
    this.longest = longest.toNanos();
  }

  @Override
  public Verdict acquire(List<Charge> charges) {
    for (int i = 0; i < charges.size(); i++) {
      Charge charge = charges.get(i);
      Denial denial = denials.get(place(charge.policy(), charge.key()));
      // The clock costs more than the rest: it is read only for the right key.
      if (denial != null && denial.concerns(charge)) {
        Verdict verdict = denial.verdict(nanos.getAsLong());
        if (verdict != null) {
          return verdict;
        }
      }
    }
    return ask(charges);
  }

  private Verdict ask(List<Charge> charges) {
    int before = forgotten.get();
    long sent = nanos.getAsLong();
    Verdict verdict = next.acquire(charges);
    if (verdict instanceof Verdict.Denied denied && denied.source() == Verdict.Source.SHARED) {
      for (Denial denial : Denial.of(charges, denied, sent, longest)) {
        remember(denial, before);
      }
    }
    return verdict;
  }

  private void remember(Denial denial, int before) {
    int place = place(denial.policy(), denial.key());
    denials.set(place, denial);
    // Only now: a reset between a check and the entry would go unnoticed.
    if (forgotten.get() != before) {
      denials.compareAndSet(place, denial, null);
    }
  }

  private static int place(RateLimitPolicy policy, String key) {
    return place(policy.name(), key);
  }

  private static int place(String policy, String key) {
    int hash = 31 * policy.hashCode() + key.hashCode();
    // Keys that differ in their last digits only must not become neighbours in a row.
    hash *= 0x9E3779B9;
    return hash >>> 18;
  }

  @Override
  public void settle(Charge charge) {
    next.settle(charge);
    if (charge.cost() < 0) {
      forget(charge.policy(), charge.key());
    }
  }

  @Override
  public void release(List<Lease> leases) {
    next.release(leases);
  }

  @Override
  public void ban(RateLimitPolicy policy, String key, Duration duration) {
    int before = forgotten.get();
    long sent = nanos.getAsLong();
    next.ban(policy, key, duration);
    remember(Denial.ofBan(policy.name(), key, duration, sent, longest), before);
  }

  @Override
  public void reset(RateLimitPolicy policy, String key) {
    next.reset(policy, key);
    forget(policy, key);
  }

  private void forget(RateLimitPolicy policy, String key) {
    forgotten.incrementAndGet();
    denials.set(place(policy, key), null);
  }
}
