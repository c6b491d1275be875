package io.buttress.ratelimit.internal;

import static io.buttress.ratelimit.TestPolicies.bucket;
import static io.buttress.ratelimit.TestPolicies.policy;
import static io.buttress.ratelimit.TestPolicies.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.buttress.ratelimit.Charge;
import io.buttress.ratelimit.Fallback;
import io.buttress.ratelimit.MovedClock;
import io.buttress.ratelimit.RateLimitPolicy;
import io.buttress.ratelimit.RateLimitStore;
import io.buttress.ratelimit.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** All decorators together, as an application uses them. */
class StoresTest {
  private static final int NODES = 3;
  private static final int THREADS = 33;

  @Test
  void many_threads_on_several_nodes_never_get_more_than_burst_and_what_flowed_in()
      throws Exception {
    RateLimitPolicy policy = policy("hot", bucket("hot", 20_000, Duration.ofSeconds(1)));
    RateLimitPolicy burst = policy("burst", bucket("burst", 1_000, Duration.ofMillis(50)));
    BreakableStore shared = new BreakableStore(new LocalRateLimitStore());
    List<RateLimitStore> nodes = new ArrayList<>();
    for (int i = 0; i < NODES; i++) {
      nodes.add(Stores.around(shared));
    }
    List<Charge> charges = List.of(charge(policy), charge(burst));
    AtomicLong admitted = new AtomicLong();
    long start = System.nanoTime();
    hammer(
        (thread, n) -> {
          if (nodes.get(thread % NODES).acquire(charges) instanceof Verdict.Admitted) {
            admitted.incrementAndGet();
          }
        });
    double seconds = (System.nanoTime() - start) / 1e9;
    assertThat(admitted.get())
        .isGreaterThanOrEqualTo(1_000)
        .isLessThanOrEqualTo((long) (1_000 + seconds * 20_000));
  }

  private interface Request {
    void send(int thread, int n);
  }

  private static void hammer(Request request) throws InterruptedException {
    ExecutorService pool = Executors.newFixedThreadPool(THREADS);
    CountDownLatch start = new CountDownLatch(1);
    for (int i = 0; i < THREADS; i++) {
      int thread = i;
      pool.submit(
          () -> {
            start.await();
            for (int n = 0; n < 5_000; n++) {
              request.send(thread, n);
            }
            return null;
          });
    }
    start.countDown();
    pool.shutdown();
    assertThat(pool.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void a_denial_still_stands_when_the_store_is_gone_and_then_the_fallback_decides() {
    MovedClock clock = new MovedClock();
    BreakableStore shared = new BreakableStore(new LocalRateLimitStore(clock, 100));
    RateLimitStore node =
        new DenialMemory(
            new FallbackStore(new LeasedQuota(shared, clock), new LocalRateLimitStore(clock, 100)),
            clock,
            DenialMemory.LONGEST);
    RateLimitPolicy open =
        with(
            policy("open", bucket("open", 1, Duration.ofSeconds(1))),
            p -> p.fallback(Fallback.OPEN));
    List<Charge> charges = List.of(charge(open));
    node.acquire(charges);
    assertThat(node.acquire(charges)).isInstanceOf(Verdict.Denied.class);
    shared.broken = true;
    assertThat(node.acquire(charges)).isInstanceOf(Verdict.Denied.class);
    clock.advance(Duration.ofSeconds(1));
    assertThat(node.acquire(charges)).isInstanceOf(Verdict.Admitted.class);
    assertThat(node.acquire(charges)).isInstanceOf(Verdict.Admitted.class);
  }

  @Test
  void leased_quota_that_is_left_is_spent_before_the_fallback_is_needed() {
    MovedClock clock = new MovedClock();
    BreakableStore shared = new BreakableStore(new LocalRateLimitStore(clock, 100));
    RateLimitStore node = Stores.around(shared);
    RateLimitPolicy huge =
        with(policy("huge", bucket("huge", 1_000, Duration.ofDays(1))), p -> p.leased(3));
    List<Charge> charges = List.of(charge(huge));
    List<Verdict.Source> sources = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      sources.add(((Verdict.Admitted) node.acquire(charges)).source());
      shared.broken = true;
    }
    assertThat(sources)
        .containsExactly(
            Verdict.Source.SHARED,
            Verdict.Source.LEASE,
            Verdict.Source.LEASE,
            Verdict.Source.LOCAL,
            Verdict.Source.LOCAL);
  }

  private static Charge charge(RateLimitPolicy policy) {
    return new Charge(policy, "key", policy.limits().standard(), 1);
  }
}
