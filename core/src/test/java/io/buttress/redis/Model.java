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

  /** Whether the wait that a refusal names is exact. */
  boolean tellsWait() {
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

  /**
   * Windows one after the other; what lies too far ahead is cut to the whole milliseconds of one.
   */
  private abstract static class Windows extends Model {
    /** When the window ends in which was charged last. */
    long end;

    @Override
    void lookAt(Limit limit, boolean settled, long now) {
      end = Math.min(end, now / 1_000 * 1_000 + window(limit));
    }

    static long alignedEnd(Limit limit, long now) {
      return (now / window(limit) + 1) * window(limit);
    }
  }

  private static final class Fixed extends Windows {
    private long used;

    @Override
    boolean admits(Limit limit, boolean settled, long now, long cost) {
      return (end > now ? used : 0) + cost <= limit.quota();
    }

    @Override
    void charge(Limit limit, boolean settled, long now, long cost, String id) {
      if (end <= now) {
        end = alignedEnd(limit, now);
        used = 0;
      }
      used = within(used + cost, most(limit, settled));
    }
  }

  private static final class Sliding extends Windows {
    private long previous;
    private long current;

    @Override
    boolean admits(Limit limit, boolean settled, long now, long cost) {
      boolean next = end <= now && now < end + window(limit);
      long ends = end > now ? end : next ? end + window(limit) : alignedEnd(limit, now);
      long before = end > now ? previous : next ? current : 0;
      long millis = limit.window().toMillis();
      long elapsed = (window(limit) - (ends - now)) / 1_000;
      long weight = ceilDiv((millis - elapsed) * 4_096, millis);
      long counted = ceilDiv(before * weight, 4_096L) + (end > now ? current : 0);
      return counted + cost <= limit.quota();
    }

    @Override
    void charge(Limit limit, boolean settled, long now, long cost, String id) {
      if (end <= now) {
        boolean next = now < end + window(limit);
        previous = next ? current : 0;
        current = 0;
        end = next ? end + window(limit) : alignedEnd(limit, now);
      }
      current = within(current + cost, most(limit, settled));
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
    boolean tellsWait() {
      return false;
    }
  }
}
