package io.buttress.ratelimit.internal;

import static io.buttress.ratelimit.TestPolicies.bucket;
import static io.buttress.ratelimit.TestPolicies.policy;
import static io.buttress.ratelimit.TestPolicies.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.buttress.ratelimit.Charge;
import io.buttress.ratelimit.Lease;
import io.buttress.ratelimit.MovedClock;
import io.buttress.ratelimit.RateLimitPolicy;
import io.buttress.ratelimit.RateLimitStore;
import io.buttress.ratelimit.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class StripedQuotaTest {
  private static final Duration DAY = Duration.ofDays(1);
  private static final int THREADS = 32;
  private static final int QUOTA = 200_000;

  private final RateLimitStore store = Stores.local();

  @Test
  void of_a_busy_key_few_requests_reach_the_count() {
    MovedClock clock = new MovedClock();
    AskedStore count = new AskedStore(new LocalRateLimitStore(clock, 10));
    StripedQuota striped = new StripedQuota(count, clock);
    RateLimitPolicy policy = policy("tenant", bucket("tenant", 1_000_000, Duration.ofSeconds(1)));
    for (int i = 0; i < 1_000; i++) {
      assertThat(acquire(striped, policy)).isInstanceOf(Verdict.Admitted.class);
      clock.advanceMicros(50);
    }
    assertThat(count.asked).isLessThan(60);
  }

  /** By the whole limit places would lapse later than by the share that is counted here. */
  @Property(tries = 20)
  void of_a_share_no_more_is_admitted_than_had_each_request_been_counted(@ForAll long seed) {
    Random random = new Random(seed);
    MovedClock clock = new MovedClock();
    RateLimitStore count = new LocalRateLimitStore(clock, 10);
    StripedQuota striped = new StripedQuota(count, clock);
    RateLimitPolicy policy =
        with(policy("shared", bucket("shared", 20_000, Duration.ofSeconds(1))), p -> p.nodes(4));
    for (int round = 0; round < 20; round++) {
      // As much as flows in, so that the bucket is nearly full, and something is held in hand.
      for (int i = 0; i < 500; i++) {
        clock.advanceMicros(random.nextInt(400));
        assertThat(acquire(striped, policy)).isInstanceOf(Verdict.Admitted.class);
      }
      clock.advanceMicros(random.nextInt(40_000));
      long left = 0;
      while (acquire(count, policy) instanceof Verdict.Admitted) {
        left++;
      }
      while (acquire(striped, policy) instanceof Verdict.Admitted) {
        left++;
      }
      assertThat(left).isLessThanOrEqualTo(5_000);
      clock.advanceMicros(1_000_000);
    }
  }

  @Test
  void many_threads_get_all_that_there_is_and_not_one_more() throws Exception {
    RateLimitPolicy policy = policy("tenant", bucket("tenant", QUOTA, DAY));
    long start = System.nanoTime();
    long admitted = admitted(policy);
    long flowedIn = 1 + QUOTA * (System.nanoTime() - start) / DAY.toNanos();
    assertThat(admitted).isBetween(QUOTA - QUOTA / 100L, QUOTA + flowedIn);
  }

  @Test
  void a_nodes_share_is_not_exceeded_either() throws Exception {
    RateLimitPolicy policy = with(policy("shared", bucket("shared", QUOTA, DAY)), p -> p.nodes(4));
    long start = System.nanoTime();
    long admitted = admitted(policy);
    long flowedIn = 1 + QUOTA * (System.nanoTime() - start) / DAY.toNanos();
    assertThat(admitted).isBetween(QUOTA / 4 - QUOTA / 400L, QUOTA / 4 + flowedIn);
  }

  @Test
  void it_says_that_this_node_has_counted() {
    RateLimitPolicy policy = policy("tenant", bucket("tenant", QUOTA, DAY));
    for (int i = 0; i < 10_000; i++) {
      assertThat(((Verdict.Admitted) acquire(policy)).source()).isEqualTo(Verdict.Source.LOCAL);
    }
  }

  @Test
  void a_reset_and_a_ban_by_another_thread_show_at_once() throws Exception {
    RateLimitPolicy policy = policy("tenant", bucket("tenant", QUOTA, DAY));
    for (int i = 0; i < 10_000; i++) {
      acquire(policy);
    }
    byAnotherThread(() -> store.reset(policy, "key"));
    assertThat(((Verdict.Admitted) acquire(policy)).states().get(0).remaining())
        .isEqualTo(QUOTA - 1);
    for (int i = 0; i < 10_000; i++) {
      acquire(policy);
    }
    byAnotherThread(() -> store.ban(policy, "key", Duration.ofMinutes(1)));
    assertThat(acquire(policy)).isInstanceOf(Verdict.Denied.class);
  }

  private static void byAnotherThread(Runnable work) throws InterruptedException {
    Thread thread = new Thread(work);
    thread.start();
    thread.join();
  }

  /** Counts how often it is asked. */
  private static final class AskedStore implements RateLimitStore {
    private final RateLimitStore next;
    private int asked;

    AskedStore(RateLimitStore next) {
      this.next = next;
    }

    @Override
    public Verdict acquire(List<Charge> charges) {
      asked++;
      return next.acquire(charges);
    }

    @Override
    public void settle(Charge charge) {
      next.settle(charge);
    }

    @Override
    public void release(List<Lease> leases) {
      next.release(leases);
    }

    @Override
    public void ban(RateLimitPolicy policy, String key, Duration duration) {
      next.ban(policy, key, duration);
    }

    @Override
    public void reset(RateLimitPolicy policy, String key) {
      next.reset(policy, key);
    }
  }

  private Verdict acquire(RateLimitPolicy policy) {
    return acquire(store, policy);
  }

  private static Verdict acquire(RateLimitStore store, RateLimitPolicy policy) {
    return store.acquire(List.of(new Charge(policy, "key", policy.limits().standard(), 1)));
  }

  /** How many requests of all threads are admitted, until each thread was refused. */
  private long admitted(RateLimitPolicy policy) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Callable<Long>> work = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        work.add(
            () -> {
              long admitted = 0;
              while (acquire(policy) instanceof Verdict.Admitted) {
                admitted++;
              }
              return admitted;
            });
      }
      long all = 0;
      for (Future<Long> admitted : threads.invokeAll(work)) {
        all += admitted.get();
      }
      return all;
    } finally {
      threads.shutdownNow();
    }
  }
}
