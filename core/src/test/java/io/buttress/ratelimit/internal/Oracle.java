package io.buttress.ratelimit.internal;

import io.buttress.ratelimit.Algorithm;
import io.buttress.ratelimit.Limit;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What an algorithm says, written down as its textbook has it, slow and without regard to how it is
 * stored: what the counters are held against. Instants are nanoseconds from 0 on.
 */
abstract class Oracle {
  final Limit limit;

  Oracle(Limit limit) {
    this.limit = limit;
  }

  static Oracle of(Limit limit) {
    return switch (limit.algorithm()) {
      case TOKEN_BUCKET, LEAKY_BUCKET -> new Bucket(limit);
      case FIXED_WINDOW -> new Fixed(limit);
      case SLIDING_WINDOW -> new Sliding(limit);
      case SLIDING_LOG -> new Log(limit);
      case CONCURRENCY -> throw new IllegalArgumentException("has a test of its own");
    };
  }

  /** Whether the cost would be admitted. */
  abstract boolean admits(long now, long cost);

  /** Charges, and gives back what is negative; bounded as the limit's debts are. */
  abstract void charge(long now, long cost);

  final long window() {
    return limit.window().toNanos();
  }

  final long most() {
    return 11 * limit.quota();
  }

  /** A bucket that is filled drop by drop; a leaky one looks at the wait in front of it instead. */
  private static final class Bucket extends Oracle {
    private BigInteger missing = BigInteger.ZERO;
    private long last;

    Bucket(Limit limit) {
      super(limit);
    }

    private BigInteger drops(long cost) {
      BigInteger whole = BigInteger.valueOf(window());
      BigInteger quota = BigInteger.valueOf(limit.quota());
      BigInteger perToken = ceil(whole, quota);
      return perToken.compareTo(BigInteger.valueOf(1_000)) >= 0
          ? perToken.multiply(BigInteger.valueOf(cost))
          : ceil(whole.multiply(BigInteger.valueOf(cost)), quota);
    }

    private static BigInteger ceil(BigInteger a, BigInteger b) {
      return a.add(b).subtract(BigInteger.ONE).divide(b);
    }

    private void flow(long now) {
      missing = missing.subtract(BigInteger.valueOf(now - last)).max(BigInteger.ZERO);
      last = now;
    }

    @Override
    boolean admits(long now, long cost) {
      flow(now);
      if (cost > limit.burst()) {
        return false;
      }
      boolean leaky = limit.algorithm() == Algorithm.LEAKY_BUCKET;
      return leaky
          ? missing.compareTo(BigInteger.valueOf(limit.maxWait().toNanos())) <= 0
          : missing.add(drops(cost)).compareTo(drops(limit.burst())) <= 0;
    }

    @Override
    void charge(long now, long cost) {
      flow(now);
      BigInteger wait = BigInteger.valueOf(limit.maxWait().toNanos());
      BigInteger most = drops(limit.burst()).add(wait).multiply(BigInteger.valueOf(11));
      BigInteger change = cost < 0 ? drops(-cost).negate() : drops(cost);
      missing = missing.add(change).max(BigInteger.ZERO).min(most);
    }
  }

  private static final class Fixed extends Oracle {
    private final Map<Long, Long> counts = new HashMap<>();

    Fixed(Limit limit) {
      super(limit);
    }

    @Override
    boolean admits(long now, long cost) {
      return counts.getOrDefault(now / window(), 0L) + cost <= limit.quota();
    }

    @Override
    void charge(long now, long cost) {
      counts.merge(now / window(), cost, Long::sum);
      counts.compute(now / window(), (w, used) -> Math.max(0, Math.min(most(), used)));
    }
  }

  /** With real numbers: what the counter says may be stricter by its roundings, never laxer. */
  private static final class Sliding extends Oracle {
    private final Map<Long, Long> counts = new HashMap<>();

    Sliding(Limit limit) {
      super(limit);
    }

    @Override
    boolean admits(long now, long cost) {
      long index = now / window();
      double seen = 1 - (double) (now - index * window()) / window();
      double weighted = counts.getOrDefault(index - 1, 0L) * seen;
      return weighted + counts.getOrDefault(index, 0L) + cost <= limit.quota() + 1e-6;
    }

    @Override
    void charge(long now, long cost) {
      counts.merge(now / window(), cost, Long::sum);
      counts.compute(now / window(), (w, used) -> Math.max(0, Math.min(most(), used)));
    }
  }

  private static final class Log extends Oracle {
    private final List<long[]> entries = new ArrayList<>();

    Log(Limit limit) {
      super(limit);
    }

    private long used(long now) {
      return entries.stream().filter(e -> e[0] > now - window()).mapToLong(e -> e[1]).sum();
    }

    @Override
    boolean admits(long now, long cost) {
      return used(now) + cost <= limit.quota();
    }

    @Override
    void charge(long now, long cost) {
      if (cost >= 0) {
        entries.add(new long[] {now, Math.max(Math.min(cost, most() - used(now)), 0)});
        return;
      }
      long left = -cost;
      for (int i = entries.size() - 1; i >= 0 && left > 0; i--) {
        long[] entry = entries.get(i);
        long taken = entry[0] > now - window() ? Math.min(left, entry[1]) : 0;
        entry[1] -= taken;
        left -= taken;
      }
    }
  }
}
