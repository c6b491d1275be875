package io.buttress.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.buttress.embedded.EmbeddedRedis;
import io.buttress.ratelimit.Algorithm;
import io.buttress.ratelimit.Charge;
import io.buttress.ratelimit.LimitSet;
import io.buttress.ratelimit.RateLimitPolicy;
import io.buttress.ratelimit.RateLimitStore;
import io.buttress.ratelimit.TestPolicies;
import io.buttress.ratelimit.Verdict;
import io.buttress.ratelimit.internal.Stores;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * 32 threads on three nodes hold leases of a limit of requests in flight, and give them back. Never
 * more than allowed are in flight for certain, and whoever was refused came while so many may have
 * been.
 */
class InFlightHistoryIT {
  private static final int THREADS = 32;
  private static final int NODES = 3;
  private static final int CALLS = 200;
  private static final int MOST = 9;

  private final ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(1);
  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
  private final List<RedisConnection> connections = new ArrayList<>();
  private final ConcurrentLinkedQueue<Span> certain = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<Span> possible = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<Span> refused = new ConcurrentLinkedQueue<>();

  /** From one instant to another, by {@link System#nanoTime}. */
  private record Span(long from, long to) {}

  /** How many are in flight from an instant on. */
  private record Level(long from, int inFlight) {}

  @AfterEach
  void stop() {
    threads.shutdownNow();
    connections.forEach(RedisConnection::close);
    scheduler.shutdownNow();
  }

  @Test
  void no_more_are_in_flight_than_allowed_and_nobody_is_refused_a_place_that_is_free()
      throws Exception {
    RateLimitPolicy policy =
        TestPolicies.policy(
            "slow", TestPolicies.limit("slow", Algorithm.CONCURRENCY, MOST, Duration.ofMinutes(1)));
    try (EmbeddedRedis server = EmbeddedRedis.start()) {
      List<RateLimitStore> nodes = new ArrayList<>();
      for (int i = 0; i < NODES; i++) {
        nodes.add(node(server));
      }
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        RateLimitStore node = nodes.get(i % NODES);
        SplittableRandom random = new SplittableRandom(i);
        all.add(threads.submit(() -> live(node, policy, random)));
      }
      for (Future<?> each : all) {
        Object unused = each.get();
      }
      assertThat(server.command("KEYS", "*")).as("what is in flight at the end").isEmpty();
    }
    assertThat(levels(certain)).allMatch(level -> level.inFlight() <= MOST);
    assertThatWhoWasRefusedFoundNoPlace();
  }

  private RateLimitStore node(EmbeddedRedis server) {
    RedisConnection connection =
        RedisConnection.open(PatientSettings.of(server.uri()), scheduler, RedisListener.NONE);
    connections.add(connection);
    return Stores.around(new RedisRateLimitStore(connection));
  }

  private void live(RateLimitStore node, RateLimitPolicy policy, SplittableRandom random) {
    LimitSet limits = policy.limits().standard();
    Charge charge = new Charge(policy, "client", limits, 1);
    for (int i = 0; i < CALLS; i++) {
      long asked = System.nanoTime();
      Verdict verdict = node.acquire(List.of(charge));
      long told = System.nanoTime();
      if (verdict instanceof Verdict.Admitted admitted) {
        assertThat(admitted.source()).isEqualTo(Verdict.Source.SHARED);
        for (int yields = random.nextInt(20); yields > 0; yields--) {
          Thread.yield();
        }
        long given = System.nanoTime();
        node.release(admitted.leases());
        certain.add(new Span(told, given));
        possible.add(new Span(asked, System.nanoTime()));
      } else {
        refused.add(new Span(asked, told));
      }
    }
  }

  /** How many spans overlap, from each instant at which that changes. */
  private static List<Level> levels(Iterable<Span> spans) {
    List<Level> changes = new ArrayList<>();
    for (Span span : spans) {
      changes.add(new Level(span.from(), 1));
      changes.add(new Level(span.to(), -1));
    }
    changes.sort(Comparator.comparingLong(Level::from));
    List<Level> levels = new ArrayList<>();
    int inFlight = 0;
    for (Level change : changes) {
      inFlight += change.inFlight();
      levels.add(new Level(change.from(), inFlight));
    }
    return levels;
  }

  private void assertThatWhoWasRefusedFoundNoPlace() {
    List<Level> levels = levels(possible);
    assertThat(refused).as("there was a crowd").hasSizeGreaterThan(CALLS);
    for (Span span : refused) {
      int most = 0;
      for (int i = 0; i < levels.size() && levels.get(i).from() <= span.to(); i++) {
        boolean over = i + 1 < levels.size() && levels.get(i + 1).from() < span.from();
        most = over ? most : Math.max(most, levels.get(i).inFlight());
      }
      assertThat(most).as("in flight during %s", span).isGreaterThanOrEqualTo(MOST);
    }
  }
}
