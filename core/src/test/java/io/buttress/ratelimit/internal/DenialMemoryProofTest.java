package io.buttress.ratelimit.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.buttress.ratelimit.Algorithm;
import io.buttress.ratelimit.Charge;
import io.buttress.ratelimit.Lease;
import io.buttress.ratelimit.Limit;
import io.buttress.ratelimit.LimitSet;
import io.buttress.ratelimit.LimitState;
import io.buttress.ratelimit.MovedClock;
import io.buttress.ratelimit.RateLimitPolicy;
import io.buttress.ratelimit.RateLimitStore;
import io.buttress.ratelimit.TestPolicies;
import io.buttress.ratelimit.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * The proof that the denial memory never denies what the store would admit: whenever it denies, the
 * store is asked the same at the same instant, and has to deny, too.
 */
class DenialMemoryProofTest {
  private static final int STEPS = 1_000;
  private static final int NODES = 3;

  @Property(tries = 300)
  void whatever_is_denied_from_memory_the_store_denies_too(@ForAll long seed) {
    new History(seed).run();
  }

  /** Random requests of several nodes on one store, whose trips take time. */
  private static final class History {
    private final Random random;
    private final MovedClock clock = new MovedClock();
    private final RateLimitStore store = new BreakableStore(new LocalRateLimitStore(clock, 1_000));
    private final List<DenialMemory> nodes = new ArrayList<>();
    private final List<Lease> leases = new ArrayList<>();
    private final List<RateLimitPolicy> policies;
    private int fromMemory;

    History(long seed) {
      random = new Random(seed);
      policies = List.of(policy("a"), policy("b"));
      for (int i = 0; i < NODES; i++) {
        nodes.add(new DenialMemory(new SlowStore(), clock, DenialMemory.LONGEST));
      }
    }

    private RateLimitPolicy policy(String name) {
      Limit[] limits = new Limit[1 + random.nextInt(3)];
      for (int i = 0; i < limits.length; i++) {
        Algorithm algorithm =
            i == 0
                ? Algorithm.TOKEN_BUCKET
                : Algorithm.values()[random.nextInt(Algorithm.values().length)];
        long quota = 1 + random.nextInt(20);
        boolean bucket = algorithm == Algorithm.TOKEN_BUCKET;
        limits[i] =
            new Limit(
                name + i,
                algorithm,
                quota,
                Duration.ofMillis(1 + random.nextInt(20_000)),
                bucket ? 1 + random.nextInt(20) : quota,
                Duration.ofMillis(algorithm == Algorithm.LEAKY_BUCKET ? random.nextInt(500) : 0));
      }
      return TestPolicies.policy(name, limits);
    }

    void run() {
      for (int i = 0; i < STEPS; i++) {
        clock.advance(Duration.ofNanos((long) Math.pow(10, 3 + random.nextDouble() * 6.5)));
        List<Charge> charges = charges();
        Verdict verdict = nodes.get(random.nextInt(NODES)).acquire(charges);
        check(charges, verdict);
        if (verdict instanceof Verdict.Admitted admitted) {
          leases.addAll(admitted.leases());
        }
        if (!leases.isEmpty() && random.nextInt(3) == 0) {
          store.release(List.of(leases.remove(random.nextInt(leases.size()))));
        }
        if (random.nextInt(50) == 0) {
          store.settle(charges.get(0));
        }
      }
      assertThat(fromMemory).as("otherwise this proves nothing").isPositive();
    }

    private List<Charge> charges() {
      List<Charge> charges = new ArrayList<>();
      for (RateLimitPolicy policy : policies) {
        if (charges.isEmpty() || random.nextInt(3) == 0) {
          charges.add(charge(policy));
        }
      }
      return charges;
    }

    private Charge charge(RateLimitPolicy policy) {
      LimitSet limits = policy.limits().standard();
      String key = "key" + random.nextInt(2);
      return new Charge(policy, key, limits, 1 + random.nextInt(random.nextInt(4) == 0 ? 25 : 2));
    }

    private void check(List<Charge> charges, Verdict verdict) {
      if (!(verdict instanceof Verdict.Denied denied) || denied.source() != Verdict.Source.MEMORY) {
        return;
      }
      fromMemory++;
      Verdict asked = store.acquire(charges);
      assertThat(asked).as("asked for %s", charges).isInstanceOf(Verdict.Denied.class);
      for (LimitState state : denied.states()) {
        LimitState same =
            ((Verdict.Denied) asked)
                .states().stream()
                    .filter(s -> s.limit().equals(state.limit()))
                    .findFirst()
                    .orElseThrow();
        assertThat(state.waitMicros())
            .as("a wait is never longer than the store's, but by the 1 ms an answer is reused")
            .isLessThanOrEqualTo(Math.max(same.waitMicros(), same.waitMicros() + 1_000));
      }
    }

    /** Takes time before and after its effect. */
    private final class SlowStore implements RateLimitStore {
      @Override
      public Verdict acquire(List<Charge> charges) {
        clock.advanceMicros(random.nextInt(2_000));
        Verdict verdict = store.acquire(charges);
        clock.advanceMicros(random.nextInt(2_000));
        return verdict;
      }

      @Override
      public void settle(Charge charge) {
        store.settle(charge);
      }

      @Override
      public void release(List<Lease> leases) {
        store.release(leases);
      }

      @Override
      public void ban(RateLimitPolicy policy, String key, Duration duration) {
        store.ban(policy, key, duration);
      }

      @Override
      public void reset(RateLimitPolicy policy, String key) {
        store.reset(policy, key);
      }
    }
  }
}
