package io.buttress.ratelimit.internal;

import static io.buttress.ratelimit.internal.Arithmetic.ceilDiv;

import io.buttress.ratelimit.Algorithm;
import io.buttress.ratelimit.Limit;
import io.buttress.ratelimit.LimitState;
import org.jspecify.annotations.Nullable;

/** {@link Concurrency} on {@link Leases}. */
final class ConcurrencyCounter implements LocalCounter {
  private final Leases leases;
  private final Limit limit;
  private final long lease;

  ConcurrencyCounter(Limit limit) {
    this(new Leases(), limit);
  }

  private ConcurrencyCounter(Leases leases, Limit limit) {
    this.leases = leases;
    this.limit = limit;
    this.lease = Concurrency.leaseMillis(limit) * 1_000_000;
  }

  @Override
  public @Nullable LimitState tryTake(long now, long cost, String id) {
    int inFlight = leases.tryTake(now, now + lease, limit.quota(), id);
    return inFlight == 0 ? null : Concurrency.admitted(limit, inFlight);
  }

  @Override
  public LimitState look(long now, long cost) {
    leases.dropUntil(now);
    long firstEnd = ceilDiv(leases.firstEnd() - now, 1_000);
    return Concurrency.refused(limit, leases.inFlight(), firstEnd);
  }

  @Override
  public void charge(long now, long cost) {
    // A request counts as one, whatever it costs.
  }

  @Override
  public void undo(long now, long cost, String id) {
    leases.release(id);
  }

  @Override
  public void release(String id) {
    leases.release(id);
  }

  @Override
  public @Nullable LocalCounter with(Limit limit, boolean settled) {
    return limit.algorithm() == Algorithm.CONCURRENCY
        ? new ConcurrencyCounter(leases, limit)
        : null;
  }
}
