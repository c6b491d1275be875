package io.buttress.ratelimit.internal;

import static io.buttress.ratelimit.internal.Arithmetic.ceilDiv;

import io.buttress.ratelimit.Charge;
import io.buttress.ratelimit.Lease;
import io.buttress.ratelimit.LimitState;
import io.buttress.ratelimit.RateLimitPolicy;
import io.buttress.ratelimit.RateLimitStore;
import io.buttress.ratelimit.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Counts on this node alone, in memory: while Redis is out of reach, or where there is none.
 *
 * <p>Bounded: of the keys beyond the largest number those that are used least are forgotten, which
 * gives them a fresh start. Each algorithm is as accurate as its own description says. Where
 * several limits apply together, a charge that one of them refuses in a race may for an instant
 * hold some of another's quota: at the very edge of that one a third request can be refused for
 * nothing.
 */
public final class LocalRateLimitStore implements RateLimitStore {
  /** How many keys are counted at most. */
  public static final int MAX_KEYS = 100_000;

  /** What the ids of this store's leases start with: no other store's do. */
  private static final String LEASE = "local-";

  private final LocalCells cells;
  private final LongSupplier nanos;
  private final long origin;
  private final String node =
      LEASE + Long.toHexString(ThreadLocalRandom.current().nextLong()) + '-';
  private final AtomicLong leases = new AtomicLong();

  public LocalRateLimitStore() {
    this(System::nanoTime, MAX_KEYS);
  }

  /**
   * @param nanos a clock like {@link System#nanoTime}
   * @param maxKeys how many keys are counted at most
   */
  public LocalRateLimitStore(LongSupplier nanos, int maxKeys) {
    this.nanos = nanos;
    this.origin = nanos.getAsLong();
    this.cells = new LocalCells(maxKeys);
  }

  /** Whether the lease is this store's. */
  public static boolean owns(Lease lease) {
    return lease.id().startsWith(LEASE);
  }

  @Override
  public Verdict acquire(List<Charge> charges) {
    long now = now();
    if (charges.size() > 1) {
      List<LocalCell> found = new ArrayList<>(charges.size());
      for (Charge charge : charges) {
        found.add(cell(charge, now));
      }
      return new LocalTaking(now, charges, found).verdict(this::leaseId);
    }
    LocalCell cell = cell(charges.get(0), now);
    LimitState simple = simple(cell, charges.get(0), now);
    return simple != null
        ? new Verdict.Admitted(List.of(simple), List.of(), Verdict.Source.LOCAL)
        : new LocalTaking(now, charges, List.of(cell)).verdict(this::leaseId);
  }

  /** The usual case, an admission by one limit, without detours; else null. */
  private static @Nullable LimitState simple(LocalCell cell, Charge charge, long now) {
    LocalCell.View view = cell.view(charge);
    return view.isSimple() && cell.banLeft(now) == 0
        ? view.counters()[0].tryTake(now, charge.cost(), "")
        : null;
  }

  private String leaseId() {
    return node + leases.incrementAndGet();
  }

  @Override
  public void settle(Charge charge) {
    long now = now();
    for (LocalCounter counter : cell(charge, now).view(charge).counters()) {
      counter.charge(now, charge.cost());
    }
  }

  @Override
  public void release(List<Lease> leases) {
    long now = now();
    for (Lease lease : leases) {
      cell(lease.charge(), now).release(lease.id());
    }
  }

  @Override
  public void ban(RateLimitPolicy policy, String key, Duration duration) {
    long now = now();
    cells.get(policy.name(), key, now).banUntil(now + duration.toNanos());
  }

  @Override
  public void reset(RateLimitPolicy policy, String key) {
    cells.get(policy.name(), key, now()).clear();
  }

  private LocalCell cell(Charge charge, long now) {
    return cells.get(charge.policy().name(), charge.key(), now);
  }

  /** About how many keys are counted now. */
  public long keys() {
    return cells.size();
  }

  /** From 0 on: what System.nanoTime() gives may be negative and may wrap. */
  private long now() {
    return nanos.getAsLong() - origin;
  }

  static long micros(long nanos) {
    return ceilDiv(nanos, 1_000);
  }
}
