package io.buttress.redis;

import io.buttress.ratelimit.Algorithm;
import io.buttress.ratelimit.Limit;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the scripts are held against: each algorithm from its definition, in whole microseconds, and
 * with what a clock that steps back does to it. It holds the state of one key; the limit may
 * change.
 */
abstract class Model {
  /** How many times what a limit holds its debts may be. */
  private static final int WITH_DEBT = 11;

  /** Of a limit's algorithm, with nothing counted yet. */
  static Model of(Algorithm algorithm) {
    return switch (algorithm) {
      case TOKEN_BUCKET, LEAKY_BUCKET -> new Bucket();
      case FIXED_WINDOW -> new Fixed();
      case SLIDING_WINDOW -> new Sliding();
      case SLIDING_LOG -> new Log();
      case CONCURRENCY -> new Concurrent();
    };
  }

  /** Forgets what has passed, and what lies too far ahead. */
  void lookAt(Limit limit, boolean settled, long now) {}

  abstract boolean admits(Limit limit, boolean settled, long now, long cost);

  abstract void charge(Limit limit, boolean settled, long now, long cost, String id);

  /** Whether the time that a refusal names can be told, or the clock has stepped back too far. */
  boolean tellsWait(Limit limit, long now) {
    return true;
  }

  static long window(Limit limit) {
    return limit.window().toMillis() * 1_000;
  }

  static long most(Limit limit, boolean settled) {
    return limit.quota() * (settled ? WITH_DEBT : 1);
  }

  private static long ceilDiv(long a, long b) {
    return (a + b - 1) / b;
  }

  private static long within(long value, long most) {
    return Math.max(0, Math.min(value, most));
  }

  /** The bucket: what is missing in it flows in again, a token an interval. */
  private static final class Bucket extends Model {
    private static final long NEVER_USED = Long.MIN_VALUE / 2;

    private long fullAt = NEVER_USED;

    private static BigInteger ceil(BigInteger a, long b) {
      BigInteger divisor = BigInteger.valueOf(b);
      return a.add(divisor).subtract(BigInteger.ONE).divide(divisor);
    }

    private static long time(Limit limit, long cost) {
      long counted = Math.min(Math.abs(cost), capacity(limit) * WITH_DEBT);
      BigInteger window = BigInteger.valueOf(window(limit));
      BigInteger each = ceil(window, limit.quota());
      BigInteger time =
          each.longValueExact() >= 1_000
              ? each.multiply(BigInteger.valueOf(counted))
              : ceil(window.multiply(BigInteger.valueOf(counted)), limit.quota());
      return Long.signum(cost) * time.longValueExact();
    }

    private static long capacity(Limit limit) {
      return limit.algorithm() == Algorithm.LEAKY_BUCKET ? limit.quota() : limit.burst();
    }

    private static long tolerance(Limit limit, long cost) {
      return limit.algorithm() == Algorithm.LEAKY_BUCKET
          ? limit.maxWait().toMillis() * 1_000 + time(limit, cost)
          : time(limit, limit.burst());
    }

    @Override
    void lookAt(Limit limit, boolean settled, long now) {
      long most = tolerance(limit, capacity(limit)) * (settled ? WITH_DEBT : 1);
      fullAt = Math.min(fullAt, now + most);
    }

    private long missing(Limit limit, boolean settled, long now) {
      long most = tolerance(limit, capacity(limit)) * (settled ? WITH_DEBT : 1);
      return within(fullAt - now, most);
    }

    @Override
    boolean admits(Limit limit, boolean settled, long now, long cost) {
      return cost <= capacity(limit)
          && missing(limit, settled, now) + time(limit, cost) <= tolerance(limit, cost);
    }

    @Override
    void charge(Limit limit, boolean settled, long now, long cost, String id) {
      long most = tolerance(limit, capacity(limit)) * (settled ? WITH_DEBT : 1);
      long missing = within(missing(limit, settled, now) + time(limit, cost), most);
      fullAt = missing == 0 ? NEVER_USED : now + missing;
    }
  }

  /** A window that lies ahead, because the clock stepped back, goes on counting. */
  private static final class Fixed extends Model {
    private long index = -1;
    private long used;

    @Override
    boolean admits(Limit limit, boolean settled, long now, long cost) {
      long counted = index < now / window(limit) ? 0 : used;
      return counted + cost <= limit.quota();
    }

    @Override
    void charge(Limit limit, boolean settled, long now, long cost, String id) {
      if (index < now / window(limit)) {
        index = now / window(limit);
        used = 0;
      }
      used = within(used + cost, most(limit, settled));
    }

    @Override
    boolean tellsWait(Limit limit, long now) {
      return index <= now / window(limit);
    }
  }

  private static final class Sliding extends Model {
    private final Map<Long, Long> counts = new TreeMap<>();
    private long index = -1;

    @Override
    boolean admits(Limit limit, boolean settled, long now, long cost) {
      long window = limit.window().toMillis();
      long at = Math.max(index, now / window(limit));
      long elapsed = within(now - at * window(limit), window(limit) - 1) / 1_000;
      long weight = ceilDiv((window - elapsed) * 4_096, window);
      long before = ceilDiv(counts.getOrDefault(at - 1, 0L) * weight, 4_096L);
      return before + counts.getOrDefault(at, 0L) + cost <= limit.quota();
    }

    @Override
    void charge(Limit limit, boolean settled, long now, long cost, String id) {
      index = Math.max(index, now / window(limit));
      counts.merge(index, cost, Long::sum);
      counts.computeIfPresent(index, (i, used) -> within(used, most(limit, settled)));
    }

    @Override
    boolean tellsWait(Limit limit, long now) {
      return index <= now / window(limit);
    }
  }

  /** Entries that lie ahead, because the clock stepped back, count from now on. */
  private static final class Log extends Model {
    private List<long[]> entries = new ArrayList<>();

    @Override
    void lookAt(Limit limit, boolean settled, long now) {
      if (!entries.isEmpty() && entries.get(entries.size() - 1)[0] > now) {
        long sum = entries.stream().mapToLong(entry -> entry[1]).sum();
        entries = new ArrayList<>(List.of(new long[] {now, sum}));
      }
      entries.removeIf(entry -> entry[0] <= now - window(limit));
    }

    @Override
    boolean admits(Limit limit, boolean settled, long now, long cost) {
      long used =
          entries.stream()
              .filter(entry -> entry[0] > now - window(limit))
              .mapToLong(entry -> entry[1])
              .sum();
      return used + cost <= limit.quota();
    }

    @Override
    void charge(Limit limit, boolean settled, long now, long cost, String id) {
      long used = entries.stream().mapToLong(entry -> entry[1]).sum();
      long change = Math.min(cost, Math.max(most(limit, settled) - used, 0));
      if (change > 0) {
        entries.add(new long[] {now, change});
      }
      for (long left = -cost; left > 0 && !entries.isEmpty(); ) {
        long[] youngest = entries.get(entries.size() - 1);
        long taken = Math.min(left, youngest[1]);
        left -= taken;
        youngest[1] -= taken;
        if (youngest[1] == 0) {
          entries.remove(entries.size() - 1);
        }
      }
    }
  }

  private static final class Concurrent extends Model {
    private final Map<String, Long> leases = new TreeMap<>();

    @Override
    void lookAt(Limit limit, boolean settled, long now) {
      leases.values().removeIf(end -> end <= now);
    }

    @Override
    boolean admits(Limit limit, boolean settled, long now, long cost) {
      return leases.values().stream().filter(end -> end > now).count() < limit.quota();
    }

    @Override
    void charge(Limit limit, boolean settled, long now, long cost, String id) {
      if (!id.isEmpty()) {
        leases.put(id, now + window(limit));
      }
    }

    @Override
    boolean tellsWait(Limit limit, long now) {
      return false;
    }
  }
}
