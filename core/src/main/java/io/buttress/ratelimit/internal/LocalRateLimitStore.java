package io.buttress.ratelimit.internal;

import static io.buttress.ratelimit.internal.Arithmetic.ceilDiv;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.buttress.ratelimit.Charge;
import io.buttress.ratelimit.Lease;
import io.buttress.ratelimit.RateLimitPolicy;
import io.buttress.ratelimit.RateLimitStore;
import io.buttress.ratelimit.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

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

  private final Cache<CellId, LocalCell> cells;
  private final LongSupplier nanos;
  private final long origin;
  private final String node =
      LEASE + Long.toHexString(ThreadLocalRandom.current().nextLong()) + '-';
  private final AtomicLong leases = new AtomicLong();

  private record CellId(String policy, String key) {}

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
    this.cells = Caffeine.newBuilder().maximumSize(maxKeys).executor(Runnable::run).build();
  }

  /** Whether the lease is this store's. */
  public static boolean owns(Lease lease) {
    return lease.id().startsWith(LEASE);
  }

  @Override
  public Verdict acquire(List<Charge> charges) {
    long now = now();
    if (charges.size() == 1) {
      Charge charge = charges.get(0);
      LocalCell cell = cell(charge.policy(), charge.key());
      return new LocalTaking(now, charges, List.of(cell)).verdict(this::leaseId);
    }
    List<LocalCell> found =
        charges.stream().map(charge -> cell(charge.policy(), charge.key())).toList();
    return new LocalTaking(now, charges, found).verdict(this::leaseId);
  }

  private String leaseId() {
    return node + leases.incrementAndGet();
  }

  @Override
  public void settle(Charge charge) {
    long now = now();
    for (LocalCounter counter : cell(charge.policy(), charge.key()).view(charge).counters()) {
      counter.charge(now, charge.cost());
    }
  }

  @Override
  public void release(List<Lease> leases) {
    for (Lease lease : leases) {
      Charge charge = lease.charge();
      LocalCell cell = cells.getIfPresent(new CellId(charge.policy().name(), charge.key()));
      if (cell != null) {
        cell.release(lease.id());
      }
    }
  }

  @Override
  public void ban(RateLimitPolicy policy, String key, Duration duration) {
    cell(policy, key).banUntil(now() + duration.toNanos());
  }

  @Override
  public void reset(RateLimitPolicy policy, String key) {
    cells.invalidate(new CellId(policy.name(), key));
  }

  private LocalCell cell(RateLimitPolicy policy, String key) {
    CellId id = new CellId(policy.name(), key);
    // A plain look-up first: it is several times as fast as a computing one.
    LocalCell cell = cells.getIfPresent(id);
    return cell != null ? cell : cells.get(id, unknown -> new LocalCell());
  }

  /** About how many keys are counted now. */
  public long keys() {
    return cells.estimatedSize();
  }

  /** From 0 on: what System.nanoTime() gives may be negative and may wrap. */
  private long now() {
    return nanos.getAsLong() - origin;
  }

  static long micros(long nanos) {
    return ceilDiv(nanos, 1_000);
  }
}
