package io.buttress.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.buttress.embedded.EmbeddedRedis;
import io.buttress.ratelimit.Algorithm;
import io.buttress.ratelimit.Charge;
import io.buttress.ratelimit.Limit;
import io.buttress.ratelimit.LimitSet;
import io.buttress.ratelimit.LimitState;
import io.buttress.ratelimit.RateLimitPolicy;
import io.buttress.ratelimit.RateLimitStore;
import io.buttress.ratelimit.TestPolicies;
import io.buttress.ratelimit.Verdict;
import io.buttress.ratelimit.internal.Stores;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A concurrent history, told again in the order in which Redis saw it: 32 threads on three nodes,
 * with batches, the memory of denials, leased quota and what is taken ahead. A model of each limit
 * lives through what the scripts noted. What it says is what the nodes were told, to the
 * microsecond; it refuses whatever a node refused from memory; and what callers were granted keeps
 * to the limit, between any two instants. What a node grants out of leased quota it has taken
 * before, whoever takes or spends meanwhile.
 */
class LinearisedHistoryIT {
  private static final int THREADS = 32;
  private static final int NODES = 3;
  private static final int KEYS = 6;
  private static final int ROUNDS = 3;
  private static final int CALLS = 250;
  // Within it all buckets are full again.
  private static final Duration PAUSE = Duration.ofMillis(150);
  private static final Duration SECOND = Duration.ofSeconds(1);
  // The memory gives the same answer for a millisecond; two clocks may drift a little.
  private static final long INACCURACY = 1_100;

  private static final Limit BUCKET =
      new Limit("bucket", Algorithm.TOKEN_BUCKET, 200, SECOND, 20, Duration.ZERO);

  private final ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(1);
  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
  private final List<RedisConnection> connections = new ArrayList<>();
  private final Keys keys = new Keys("bt:");
  private final Map<String, Limit> limits = new HashMap<>();
  private final ConcurrentLinkedQueue<Replay.Answer> told = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<Seen> seen = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<Seen> taken = new ConcurrentLinkedQueue<>();

  /** What a caller, or a node, saw between two instants in microseconds. */
  private record Seen(int node, long from, long to, Charge charge, Verdict verdict) {
    boolean isGrant() {
      return verdict instanceof Verdict.Admitted;
    }

    Verdict.Source source() {
      return verdict instanceof Verdict.Admitted admitted
          ? admitted.source()
          : ((Verdict.Denied) verdict).source();
    }
  }

  @AfterEach
  void stop() {
    threads.shutdownNow();
    connections.forEach(RedisConnection::close);
    scheduler.shutdownNow();
  }

  @Test
  void batches_of_buckets_and_the_memory_of_denials_say_what_a_model_says() throws Exception {
    RateLimitPolicy policy = TestPolicies.policy("api", BUCKET);
    List<ScriptLog.Call> history = live(policy, 1);
    assertThat(history).as("there were batches").anyMatch(call -> call.units().size() > 3);
    assertThat(count(Verdict.Source.MEMORY)).isPositive();
    assertThatEveryAnswerIsTheModels(history);
    assertThatGrantsKeepTo(BUCKET, 0);
  }

  @Test
  void batches_of_several_limits_and_costs_say_what_a_model_says() throws Exception {
    Limit log = TestPolicies.limit("log", Algorithm.SLIDING_LOG, 25, Duration.ofMillis(150));
    Limit window = TestPolicies.limit("win", Algorithm.SLIDING_WINDOW, 40, Duration.ofMillis(250));
    Limit fixed = TestPolicies.limit("fixed", Algorithm.FIXED_WINDOW, 70, Duration.ofMillis(400));
    RateLimitPolicy policy = TestPolicies.policy("api", BUCKET, log, window, fixed);
    List<ScriptLog.Call> history = live(policy, 3);
    assertThat(history).as("there were batches").anyMatch(call -> call.units().size() > 3);
    assertThat(count(Verdict.Source.MEMORY)).isPositive();
    assertThatEveryAnswerIsTheModels(history);
    assertThatGrantsKeepTo(BUCKET, 0);
  }

  @Test
  void leased_quota_exceeds_a_limit_by_a_portion_a_node_at_most() throws Exception {
    int portion = 15;
    Limit limit = new Limit("huge", Algorithm.TOKEN_BUCKET, 1_000, SECOND, 100, Duration.ZERO);
    RateLimitPolicy policy =
        TestPolicies.with(TestPolicies.policy("api", limit), draft -> draft.leased(portion));
    List<ScriptLog.Call> history = live(policy, 2);
    assertThat(count(Verdict.Source.LEASE)).isPositive();
    assertThat(count(Verdict.Source.MEMORY)).isPositive();
    assertThatEveryAnswerIsTheModels(history);
    assertThatGrantsKeepTo(limit, NODES * portion);
    assertThatNodesGrantWhatTheyHaveTaken(portion);
  }

  @Test
  void quota_that_is_taken_ahead_exceeds_no_limit() throws Exception {
    Limit limit = new Limit("hot", Algorithm.TOKEN_BUCKET, 10_000, SECOND, 1_000, Duration.ZERO);
    List<ScriptLog.Call> history = live(TestPolicies.policy("api", limit), 2);
    assertThat(count(Verdict.Source.LEASE)).isPositive();
    assertThatEveryAnswerIsTheModels(history);
    assertThatGrantsKeepTo(limit, 0);
  }

  private long count(Verdict.Source source) {
    return seen.stream().filter(each -> each.source() == source).count();
  }

  /** All threads ask at random, in rounds; between them everything is there again. */
  private List<ScriptLog.Call> live(RateLimitPolicy policy, int mostCost) throws Exception {
    List<Limit> all = policy.limits().standard().limits();
    for (int key = 0; key < KEYS; key++) {
      for (int i = 0; i < all.size(); i++) {
        limits.put(keys.limit(tag(policy, key), all.get(i).algorithm(), i), all.get(i));
      }
    }
    try (EmbeddedRedis server = EmbeddedRedis.start()) {
      List<RateLimitStore> nodes = new ArrayList<>();
      for (int i = 0; i < NODES; i++) {
        nodes.add(node(i, server));
      }
      for (int round = 0; round < ROUNDS; round++) {
        // All at once and never again: what they take beyond that lies ready for the next.
        ask(nodes, policy, i -> new Asking(new SplittableRandom(i), 1, 1, mostCost));
        int seed = THREADS * round;
        ask(nodes, policy, i -> new Asking(new SplittableRandom(seed + i), CALLS, KEYS, mostCost));
      }
      return ScriptLog.read(server);
    }
  }

  /** How a thread asks: how often, for any of how many keys, and for how much at most. */
  private record Asking(SplittableRandom random, int calls, int keys, int mostCost) {}

  private void ask(List<RateLimitStore> nodes, RateLimitPolicy policy, IntFunction<Asking> how)
      throws Exception {
    List<Future<?>> all = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      int node = i % NODES;
      Asking asking = how.apply(i);
      all.add(threads.submit(() -> ask(node, nodes.get(node), policy, asking)));
    }
    for (Future<?> each : all) {
      Object unused = each.get();
    }
    long end = System.nanoTime();
    await().until(() -> System.nanoTime() - end > PAUSE.toNanos());
  }

  private String tag(RateLimitPolicy policy, int key) {
    return keys.tag(policy, "client-" + key);
  }

  private RateLimitStore node(int number, EmbeddedRedis server) {
    RedisConnection connection =
        RedisConnection.open(PatientSettings.of(server.uri()), scheduler, RedisListener.NONE);
    connections.add(connection);
    Overheard.Ear ear =
        new Overheard.Ear() {
          @Override
          public void answered(Replay.Answer answer) {
            told.add(answer);
          }

          @Override
          public void charged(Charge charge, Verdict verdict, long from, long to) {
            taken.add(new Seen(number, from, to, charge, verdict));
          }
        };
    return Stores.around(
        new Overheard(new RedisRateLimitStore(connection, ScriptLog.scripts()), ear));
  }

  private void ask(int number, RateLimitStore node, RateLimitPolicy policy, Asking asking) {
    LimitSet all = policy.limits().standard();
    for (int i = 0; i < asking.calls; i++) {
      String key = "client-" + asking.random.nextInt(asking.keys);
      Charge charge = new Charge(policy, key, all, 1 + asking.random.nextInt(asking.mostCost));
      long from = Overheard.micros();
      Verdict verdict = node.acquire(List.of(charge));
      seen.add(new Seen(number, from, Overheard.micros(), charge, verdict));
    }
  }

  private void assertThatEveryAnswerIsTheModels(List<ScriptLog.Call> history) {
    Replay replay = new Replay(limits);
    List<Replay.Answer> expected = new ArrayList<>();
    Memories memories = new Memories(replay);
    for (ScriptLog.Call call : history) {
      memories.checkUntil(call.now());
      call.units().forEach(unit -> expected.add(replay.apply(unit, call.now())));
    }
    memories.checkUntil(Long.MAX_VALUE);
    assertThat(told).containsExactlyInAnyOrderElementsOf(expected);
  }

  /** What was refused from memory: the model has to refuse it as well, and for as long. */
  private final class Memories {
    private final Replay replay;
    private final List<Seen> beginnings;
    private final List<Seen> ends;
    private final Map<Seen, Long> waits = new HashMap<>();

    Memories(Replay replay) {
      this.replay = replay;
      List<Seen> all =
          seen.stream().filter(each -> each.source() == Verdict.Source.MEMORY).toList();
      beginnings = new ArrayList<>(all);
      beginnings.sort(Comparator.comparingLong(Seen::from).reversed());
      ends = new ArrayList<>(all);
      ends.sort(Comparator.comparingLong(Seen::to).reversed());
    }

    /** Those that began or ended before that instant, by where the limits stand before it. */
    void checkUntil(long now) {
      while (!ends.isEmpty() && last(ends).to() < now) {
        if (!beginnings.isEmpty() && last(beginnings).from() <= last(ends).to()) {
          waits.merge(last(beginnings), wait(last(beginnings)), Math::max);
          beginnings.remove(beginnings.size() - 1);
        } else {
          check(last(ends));
          ends.remove(ends.size() - 1);
        }
      }
      while (!beginnings.isEmpty() && last(beginnings).from() < now) {
        waits.merge(last(beginnings), wait(last(beginnings)), Math::max);
        beginnings.remove(beginnings.size() - 1);
      }
    }

    private static Seen last(List<Seen> all) {
      return all.get(all.size() - 1);
    }

    private long wait(Seen memory) {
      long wait = 0;
      for (String key : Overheard.keys(memory.charge())) {
        wait = Math.max(wait, replay.wait(key, memory.from(), memory.charge().cost()));
      }
      return wait;
    }

    private void check(Seen memory) {
      long wait = Math.max(waits.get(memory), wait(memory));
      assertThat(wait).as("%s", memory).isPositive();
      for (LimitState state : ((Verdict.Denied) memory.verdict()).states()) {
        assertThat(state.waitMicros()).as("%s", memory).isLessThanOrEqualTo(wait + INACCURACY);
      }
    }
  }

  /** Of each key no more than burst + span / interval + slack, in whatever span. */
  private void assertThatGrantsKeepTo(Limit limit, long slack) {
    long interval = Model.window(limit) / limit.quota();
    for (int key = 0; key < KEYS; key++) {
      String name = "client-" + key;
      List<Seen> granted =
          seen.stream()
              .filter(each -> each.isGrant() && each.charge().key().equals(name))
              .sorted(Comparator.comparingLong(Seen::to))
              .toList();
      assertThat(granted).hasSizeGreaterThan(20);
      for (Seen first : granted) {
        long sum = 0;
        for (Seen each : granted) {
          // Only what lies in the span as a whole is in it for certain.
          if (each.from() >= first.from()) {
            sum += each.charge().cost();
            long span = each.to() - first.from();
            if (sum > limit.burst() + span / interval + slack) {
              throw new AssertionError(sum + " granted to " + name + " in " + span + " us");
            }
          }
        }
      }
    }
  }

  /** In whatever span, of each key: what it took then, and one portion that it had before. */
  private void assertThatNodesGrantWhatTheyHaveTaken(long portion) {
    for (int node = 0; node < NODES; node++) {
      for (int key = 0; key < KEYS; key++) {
        List<Seen> granted = grants(seen, node, key);
        granted.sort(Comparator.comparingLong(Seen::to));
        List<Seen> charged = grants(taken, node, key);
        charged.sort(Comparator.comparingLong(Seen::from));
        for (Seen first : granted) {
          assertThatItWasTaken(granted, charged, first.from(), portion);
        }
      }
    }
  }

  private static void assertThatItWasTaken(
      List<Seen> granted, List<Seen> charged, long begin, long portion) {
    long had = portion;
    int next = 0;
    for (Seen each : granted) {
      // Only what lies in the span as a whole is in it for certain; a charge may be if it touches
      // it.
      if (each.from() >= begin) {
        for (; next < charged.size() && charged.get(next).from() <= each.to(); next++) {
          had += charged.get(next).to() >= begin ? charged.get(next).charge().cost() : 0;
        }
        had -= each.charge().cost();
        assertThat(had).as("since %s until %s", begin, each).isNotNegative();
      }
    }
  }

  private static List<Seen> grants(Collection<Seen> all, int node, int key) {
    String name = "client-" + key;
    return all.stream()
        .filter(each -> each.isGrant() && each.node() == node)
        .filter(each -> each.charge().key().equals(name))
        .collect(Collectors.toCollection(ArrayList::new));
  }
}
