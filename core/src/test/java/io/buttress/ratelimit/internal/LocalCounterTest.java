package io.buttress.ratelimit.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.buttress.ratelimit.Algorithm;
import io.buttress.ratelimit.Limit;
import io.buttress.ratelimit.LimitState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.jspecify.annotations.Nullable;

/** Each counter against its oracle, over random limits, costs, settlements and gaps. */
class LocalCounterTest {
  private static final int STEPS = 500;

  @Property(tries = 200)
  void a_token_bucket_decides_as_its_oracle(@ForAll long seed) {
    new History(Algorithm.TOKEN_BUCKET, seed).run();
  }

  @Property(tries = 200)
  void a_leaky_bucket_decides_as_its_oracle(@ForAll long seed) {
    new History(Algorithm.LEAKY_BUCKET, seed).run();
  }

  @Property(tries = 200)
  void a_fixed_window_decides_as_its_oracle(@ForAll long seed) {
    new History(Algorithm.FIXED_WINDOW, seed).run();
  }

  @Property(tries = 200)
  void a_sliding_log_decides_as_its_oracle(@ForAll long seed) {
    new History(Algorithm.SLIDING_LOG, seed).run();
  }

  @Property(tries = 200)
  void a_sliding_window_is_never_laxer_than_its_oracle_and_stricter_by_its_roundings_only(
      @ForAll long seed) {
    new History(Algorithm.SLIDING_WINDOW, seed).run();
  }

  @Property(tries = 200)
  void in_no_span_of_time_a_token_bucket_admits_more_than_its_burst_and_what_flowed_in(
      @ForAll long seed) {
    History history = new History(Algorithm.TOKEN_BUCKET, seed, false);
    history.run();
    history.checkSpans();
  }

  @Property(tries = 200)
  void in_no_window_a_sliding_log_admits_more_than_its_quota(@ForAll long seed) {
    History history = new History(Algorithm.SLIDING_LOG, seed, false);
    history.run();
    history.checkWindows();
  }

  /** A random life of one key. */
  private static final class History {
    private final Random random;
    private final Limit limit;
    private final LocalCounter counter;
    private final Oracle oracle;
    private final boolean settled;
    private final List<long[]> admissions = new ArrayList<>();
    private long now;

    History(Algorithm algorithm, long seed) {
      this(algorithm, seed, true);
    }

    History(Algorithm algorithm, long seed, boolean settled) {
      this.random = new Random(seed);
      this.settled = settled;
      this.limit = limit(algorithm);
      this.counter = LocalCounter.of(limit, settled);
      this.oracle = Oracle.of(limit);
      this.now = random.nextInt(1_000_000_000);
    }

    private Limit limit(Algorithm algorithm) {
      long most = algorithm == Algorithm.SLIDING_LOG ? 3 : 8;
      long quota = logarithmic(0, most);
      boolean bucket = algorithm == Algorithm.TOKEN_BUCKET;
      long burst = bucket && random.nextBoolean() ? Math.max(1, quota / 3) : quota;
      long wait = algorithm == Algorithm.LEAKY_BUCKET ? random.nextInt(3_000) : 0;
      return new Limit(
          "x",
          algorithm,
          quota,
          Duration.ofMillis(logarithmic(0, 8)),
          burst,
          Duration.ofMillis(wait));
    }

    private long logarithmic(double from, double to) {
      return (long) Math.pow(10, from + random.nextDouble() * (to - from));
    }

    void run() {
      for (int i = 0; i < STEPS; i++) {
        now += gap();
        long cost = random.nextInt(20) == 0 ? limit.burst() + 1 : 1 + draw(limit.burst());
        if (settled && random.nextInt(10) == 0) {
          long change = random.nextBoolean() ? cost : -cost;
          counter.charge(now, change);
          oracle.charge(now, change);
        } else {
          take(cost);
        }
      }
    }

    private long draw(long bound) {
      return random.nextInt(3) == 0 ? (long) (random.nextDouble() * bound) : 0;
    }

    private long gap() {
      long interval = Math.max(limit.window().toNanos() / limit.quota(), 1);
      return switch (random.nextInt(6)) {
        case 0 -> 0;
        case 1 -> limit.window().toNanos();
        case 2 -> interval;
        case 3 -> (long) (random.nextDouble() * 3 * limit.window().toNanos());
        default -> (long) (random.nextDouble() * 3 * interval);
      };
    }

    private void take(long cost) {
      LimitState look = counter.look(now, cost);
      LimitState taken = counter.tryTake(now, cost, "id");
      check(cost, taken, look);
      if (taken != null) {
        oracle.charge(now, cost);
        admissions.add(new long[] {now, cost});
        assertThat(taken.remaining()).isBetween(0L, limit.burst());
        checkRemaining(taken.remaining());
      } else if (look.waitMicros() != LimitState.NEVER && random.nextInt(3) == 0) {
        checkWait(cost, look.waitMicros());
      }
    }

    private void check(long cost, @Nullable LimitState taken, LimitState look) {
      assertThat(look.waitMicros() == 0).as("a look says what a try does").isEqualTo(taken != null);
      assertThat(look.waitMicros() == LimitState.NEVER).isEqualTo(cost > limit.burst());
      boolean admits = oracle.admits(now, cost);
      if (limit.algorithm() == Algorithm.SLIDING_WINDOW) {
        assertThat(taken == null || admits).as("never laxer").isTrue();
        long rounding =
            2
                + limit.quota() * 11 / SlidingWindow.WEIGHT
                + limit.quota() * 11 / limit.window().toMillis();
        assertThat(taken != null || !oracle.admits(now, cost + rounding)).isTrue();
      } else {
        assertThat(taken != null).as("%s of %s at %s", cost, limit, now).isEqualTo(admits);
      }
    }

    private void checkRemaining(long remaining) {
      if (limit.algorithm() == Algorithm.LEAKY_BUCKET) {
        return;
      }
      if (remaining > 0) {
        assertThat(counter.look(now, remaining).waitMicros()).as("what remains is there").isZero();
      }
      if (remaining < limit.burst()) {
        assertThat(counter.look(now, remaining + 1).waitMicros()).as("no more").isPositive();
      }
    }

    /** Just before the wait is over it is refused still, and then admitted. */
    private void checkWait(long cost, long waitMicros) {
      long later = now + waitMicros * 1_000;
      now = later - 1_001;
      if (waitMicros > 1) {
        assertThat(counter.look(now, cost).waitMicros()).as("before").isPositive();
      }
      now = later;
      LimitState taken = counter.tryTake(now, cost, "id");
      assertThat(taken).as("%s of %s after %s us", cost, limit, waitMicros).isNotNull();
      oracle.charge(now, cost);
      admissions.add(new long[] {now, cost});
    }

    void checkSpans() {
      double perNano = (double) limit.quota() / limit.window().toNanos();
      for (int i = 0; i < admissions.size(); i++) {
        double sum = 0;
        for (int j = i; j < admissions.size(); j++) {
          sum += admissions.get(j)[1];
          double flowed = (admissions.get(j)[0] - admissions.get(i)[0]) * perNano;
          assertThat(sum).isLessThanOrEqualTo((limit.burst() + flowed) * (1 + 1e-9));
        }
      }
    }

    void checkWindows() {
      long window = limit.window().toNanos();
      for (int i = 0; i < admissions.size(); i++) {
        long sum = 0;
        for (int j = i; j >= 0 && admissions.get(j)[0] > admissions.get(i)[0] - window; j--) {
          sum += admissions.get(j)[1];
        }
        assertThat(sum).isLessThanOrEqualTo(limit.quota());
      }
    }
  }

  @Property
  void shared_arithmetic_stays_exact_in_the_numbers_of_lua(
      @ForAll @LongRange(min = 1, max = Limit.MAX_QUOTA) long quota,
      @ForAll @LongRange(min = 1, max = 366L * 86_400_000) long windowMillis,
      @ForAll @LongRange(min = 1, max = Limit.MAX_QUOTA) long cost) {
    Limit limit =
        new Limit(
            "x",
            Algorithm.TOKEN_BUCKET,
            quota,
            Duration.ofMillis(windowMillis),
            quota,
            Duration.ZERO);
    Gcra gcra = Gcra.shared(limit, true);
    long luaExact = 1L << 53;
    long latestNow = 1L << 52;
    assertThat(latestNow + gcra.most() + gcra.increment(cost)).isPositive().isLessThan(luaExact);
    assertThat(gcra.tolerance(cost)).isBetween(1L, gcra.most());
    assertThat(gcra.increment(-cost)).isEqualTo(-gcra.increment(cost));
  }
}
