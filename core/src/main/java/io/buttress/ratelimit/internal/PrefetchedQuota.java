package io.buttress.ratelimit.internal;

import io.buttress.ratelimit.Algorithm;
import io.buttress.ratelimit.Charge;
import io.buttress.ratelimit.CostSpec;
import io.buttress.ratelimit.Limit;
import io.buttress.ratelimit.LimitState;
import io.buttress.ratelimit.RateLimitPolicy;
import io.buttress.ratelimit.RateLimitStore;
import io.buttress.ratelimit.Verdict;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes quota along for the next requests of a key that comes thousands of times a second, and
 * admits those without asking.
 *
 * <p>A limit is not exceeded by that: see {@link Prefetch}. What it costs is told by {@link
 * HotKey}: a node may hold a little that others look for in vain, a hundredth of what it has
 * admitted and a 64th of what was left, for 50 ms; then it is lost. For as long a ban or a reset by
 * another node goes unnoticed.
 *
 * <p>Only requests that one policy alone limits, by token buckets alone, whose cost is known
 * before; with {@code leasedQuota} a policy chooses otherwise.
 *
 * <p>Two tables of a fixed size, in which each key has one place: how often keys came lately, and
 * the hot ones. A key whose place another one has is asked for each time.
 */
final class PrefetchedQuota extends QuotaAhead {
  /** How many trips within 17 ms make a key a hot one: about a thousand a second. */
  static final int HOT = 16;

  // Of a smaller one nobody would take anything ahead.
  private static final long SMALLEST = 2L * HotKey.SHARE_OF_REST;
  private static final int PLACE_BITS = 12;
  private static final int WINDOW_BITS = 24;
  private static final int COUNT_BITS = 16;

  private final LongSupplier nanos;
  private final Verdict.Source source;
  private final int placeShift;
  // In each place: of which key and which window, and below that how many trips.
  private final AtomicLongArray trips;
  private final AtomicReferenceArray<@Nullable HotKey> hot;

  /**
   * @param next the shared store
   * @param nanos a clock like {@link System#nanoTime}
   */
  PrefetchedQuota(RateLimitStore next, LongSupplier nanos) {
    this(next, nanos, Verdict.Source.SHARED, PLACE_BITS);
  }

  /**
   * @param source what {@code next} says of verdicts that it has counted itself
   * @param placeBits the tables' size is this power of 2; 1 to 31
   */
  PrefetchedQuota(RateLimitStore next, LongSupplier nanos, Verdict.Source source, int placeBits) {
    super(next);
    this.nanos = nanos;
    this.source = source;
    this.placeShift = Integer.SIZE - placeBits;
    this.trips = new AtomicLongArray(1 << placeBits);
    this.hot = new AtomicReferenceArray<>(1 << placeBits);
  }

  @Override
  public Verdict acquire(List<Charge> charges) {
    if (charges.size() != 1 || !mayBeTakenAhead(charges.get(0))) {
      return next.acquire(charges);
    }
    Charge charge = charges.get(0);
    int hash = hash(charge.policy(), charge.key());
    HotKey key = hot.get(place(hash));
    long now = nanos.getAsLong();
    if (key == null || !key.is(charge) || !key.isHot(now)) {
      return ask(charges, hash, now);
    }
    List<LimitState> states = key.tryTake(charge.cost(), now);
    if (!states.isEmpty()) {
      return new Verdict.Admitted(states, List.of(), ahead());
    }
    return key.beginRefill() ? refill(key, charge, now) : ask(key, charges);
  }

  private static boolean mayBeTakenAhead(Charge charge) {
    RateLimitPolicy policy = charge.policy();
    if (policy.leasedQuota().isPresent()
        || policy.cost().settlement() != CostSpec.Settlement.NONE) {
      return false;
    }
    for (Limit limit : charge.limits().limits()) {
      if (limit.algorithm() != Algorithm.TOKEN_BUCKET || limit.burst() < SMALLEST) {
        return false;
      }
    }
    return true;
  }

  private Verdict ask(List<Charge> charges, int hash, long now) {
    Verdict verdict = next.acquire(charges);
    if (isHot(hash, now) && isFromNext(verdict)) {
      HotKey present = hot.get(place(hash));
      if (present == null || !present.isHot(now)) {
        List<LimitState> states = ((Verdict.Admitted) verdict).states();
        hot.set(place(hash), new HotKey(charges.get(0), states, now));
      }
    }
    return verdict;
  }

  private Verdict ask(HotKey key, List<Charge> charges) {
    Verdict verdict = next.acquire(charges);
    if (isFromNext(verdict)) {
      key.admitted(charges.get(0).cost());
    }
    return verdict;
  }

  private Verdict refill(HotKey key, Charge charge, long now) {
    try {
      Charge charged = charge.withCost(key.close(charge.cost(), now));
      Verdict verdict = next.acquire(List.of(charged));
      if (isFromNext(verdict)) {
        key.admitted(charge.cost());
        List<LimitState> told = ((Verdict.Admitted) verdict).states();
        List<LimitState> states = key.refill(charged, charge.cost(), told, now);
        return new Verdict.Admitted(states, List.of(), source);
      } else if (charged.cost() > charge.cost()) {
        return ask(key, List.of(charge));
      }
      return verdict;
    } finally {
      key.endRefill();
    }
  }

  private boolean isFromNext(Verdict verdict) {
    return verdict instanceof Verdict.Admitted admitted && admitted.source() == source;
  }

  /** The source of what is given out of quota that was taken ahead. */
  private Verdict.Source ahead() {
    return source == Verdict.Source.SHARED ? Verdict.Source.LEASE : source;
  }

  /** Counts a trip. Those that are lost to others at the same time do not matter. */
  private boolean isHot(int hash, long now) {
    int place = place(hash);
    long whose = (now >>> WINDOW_BITS << Integer.SIZE) ^ ((long) hash << COUNT_BITS);
    long before = trips.get(place);
    long mask = (1L << COUNT_BITS) - 1;
    long count = (before & ~mask) == (whose & ~mask) ? (before & mask) + 1 : 1;
    trips.lazySet(place, (whose & ~mask) | Math.min(count, mask));
    return count >= HOT;
  }

  private static int hash(RateLimitPolicy policy, String key) {
    int hash = 31 * policy.name().hashCode() + key.hashCode();
    // Keys that differ in their last digits only must not become neighbours in a row.
    return hash * 0x9E3779B9;
  }

  private int place(int hash) {
    return hash >>> placeShift;
  }

  @Override
  void forget(RateLimitPolicy policy, String key) {
    hot.set(place(hash(policy, key)), null);
  }
}
