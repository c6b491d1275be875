package io.buttress.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.buttress.config.RedisSettings;
import io.buttress.embedded.EmbeddedRedis;
import io.buttress.embedded.FaultyNetwork;
import io.buttress.embedded.FaultyNetwork.Fault;
import io.buttress.ratelimit.Charge;
import io.buttress.ratelimit.Limit;
import io.buttress.ratelimit.RateLimitPolicy;
import io.buttress.ratelimit.RateLimitStore;
import io.buttress.ratelimit.TestPolicies;
import io.buttress.ratelimit.Verdict;
import io.buttress.ratelimit.internal.Stores;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Two nodes whose way to Redis breaks all the time, before and after the effect of a command, or
 * swallows and delays commands and answers, while Redis loses its scripts. Whatever was answered is
 * true, nothing is charged twice, and no limit is exceeded.
 */
class FaultsIT {
  private static final int THREADS = 16;
  private static final int NODES = 2;
  private static final int KEYS = 60;
  private static final int QUOTA = 40;
  private static final int FAULTY_PERCENT = 8;
  private static final Limit LIMIT = TestPolicies.bucket("x", QUOTA, Duration.ofHours(1));

  private final ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(3);
  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
  private final List<RedisConnection> connections = new ArrayList<>();
  private final ConcurrentLinkedQueue<Replay.Answer> told = new ConcurrentLinkedQueue<>();
  private final Map<String, LongAdder> unanswered = new ConcurrentHashMap<>();
  private final Map<String, LongAdder> granted = new ConcurrentHashMap<>();
  private final AtomicInteger failures = new AtomicInteger();
  private volatile boolean faulty = true;

  private final Overheard.Ear ear =
      new Overheard.Ear() {
        @Override
        public void answered(Replay.Answer answer) {
          told.add(answer);
        }

        @Override
        public void unanswered(Charge charge) {
          failures.incrementAndGet();
          unanswered.computeIfAbsent(charge.key(), k -> new LongAdder()).add(charge.cost());
        }
      };

  @AfterEach
  void stop() {
    threads.shutdownNow();
    connections.forEach(RedisConnection::close);
    scheduler.shutdownNow();
  }

  @Test
  void what_was_answered_is_true_and_nothing_is_charged_twice() throws Exception {
    live(TestPolicies.policy("api", LIMIT), 0);
  }

  @Test
  void the_same_holds_for_quota_that_nodes_lease() throws Exception {
    int portion = 6;
    live(
        TestPolicies.with(TestPolicies.policy("api", LIMIT), draft -> draft.leased(portion)),
        NODES * portion);
  }

  /**
   * @param unused how much of each limit may be left lying
   */
  private void live(RateLimitPolicy policy, long unused) throws Exception {
    try (EmbeddedRedis server = EmbeddedRedis.start();
        FaultyNetwork network = FaultyNetwork.before(server.port(), this::anyFault)) {
      Future<?> flushes =
          scheduler.scheduleWithFixedDelay(
              () -> server.command("SCRIPT", "FLUSH"), 10, 10, TimeUnit.MILLISECONDS);
      List<Node> nodes = List.of(new Node("a", network), new Node("b", network));
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        Node node = nodes.get(i % NODES);
        all.add(threads.submit(() -> node.spendAll(policy)));
      }
      for (Future<?> each : all) {
        Object none = each.get();
      }
      assertThat(Fault.values()).allMatch(fault -> network.happened(fault) > 0);
      faulty = false;
      flushes.cancel(false);
      nodes.forEach(Node::assertThatItSharesAgain);
      assertThatAllThatWasToldIsTrue(ScriptLog.read(server));
      assertThatNoLimitIsExceededAndWhatIsAllowedIsGiven(unused);
    }
  }

  private Fault anyFault() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    Fault[] all = Fault.values();
    return faulty && random.nextInt(100) < FAULTY_PERCENT
        ? all[1 + random.nextInt(all.length - 1)]
        : Fault.NONE;
  }

  private static RedisSettings impatient(String uri) {
    RedisSettings usual = RedisSettings.of(uri);
    return new RedisSettings(
        usual.uri(),
        usual.user(),
        usual.password(),
        usual.sentinelUser(),
        usual.sentinelPassword(),
        usual.connectTimeout(),
        Duration.ofMillis(100),
        usual.poolSize(),
        usual.poolWait(),
        usual.keyPrefix(),
        usual.breakerFailures(),
        usual.breakerSlowCall(),
        Duration.ofMillis(20));
  }

  /** A node with all that the runtime puts around the shared store. */
  private final class Node {
    private final String name;
    private final RedisConnection connection;
    private final RateLimitStore store;

    Node(String name, FaultyNetwork network) {
      this.name = name;
      this.connection =
          RedisConnection.open(impatient(network.uri()), scheduler, RedisListener.NONE);
      this.store =
          Stores.around(
              new Overheard(new RedisRateLimitStore(connection, ScriptLog.scripts()), ear));
      connections.add(connection);
    }

    /** Asks for each key until Redis has said that there is no more. */
    void spendAll(RateLimitPolicy policy) {
      for (int key = 0; key < KEYS; key++) {
        Charge charge = new Charge(policy, "client-" + key, policy.limits().standard(), 1);
        while (!isSpent(charge)) {
          await().pollInterval(Duration.ofMillis(1)).until(() -> !connection.isOut());
        }
      }
    }

    private boolean isSpent(Charge charge) {
      Verdict verdict = store.acquire(List.of(charge));
      if (verdict instanceof Verdict.Admitted admitted) {
        boolean local = admitted.source() == Verdict.Source.LOCAL;
        String by = local ? name : "shared";
        granted.computeIfAbsent(by + " " + charge.key(), k -> new LongAdder()).add(charge.cost());
        return false;
      }
      return ((Verdict.Denied) verdict).source() != Verdict.Source.LOCAL;
    }

    void assertThatItSharesAgain() {
      RateLimitPolicy policy = TestPolicies.policy("again", LIMIT);
      Charge charge = new Charge(policy, name, policy.limits().standard(), 1);
      await()
          .atMost(Duration.ofSeconds(1))
          .until(
              () ->
                  store.acquire(List.of(charge)) instanceof Verdict.Admitted admitted
                      && admitted.source() == Verdict.Source.SHARED);
    }
  }

  /** Each answer is one of the model's, and the others are of those who got none. */
  private void assertThatAllThatWasToldIsTrue(List<ScriptLog.Call> history) {
    Map<String, Limit> limits = new HashMap<>();
    history.forEach(
        call ->
            call.units().forEach(unit -> unit.parts().forEach(p -> limits.put(p.key(), LIMIT))));
    Replay replay = new Replay(limits);
    Map<Replay.Answer, Integer> left = new HashMap<>();
    for (ScriptLog.Call call : history) {
      call.units().forEach(unit -> left.merge(replay.apply(unit, call.now()), 1, Integer::sum));
    }
    for (Replay.Answer answer : told) {
      assertThat(left.merge(answer, -1, Integer::sum)).as("%s", answer).isNotNegative();
    }
    int untold = left.values().stream().mapToInt(Integer::intValue).sum();
    assertThat(untold).isPositive().isLessThanOrEqualTo(failures.intValue());
  }

  private void assertThatNoLimitIsExceededAndWhatIsAllowedIsGiven(long unused) {
    for (int key = 0; key < KEYS; key++) {
      String client = "client-" + key;
      assertThat(sum(granted, "shared " + client)).isLessThanOrEqualTo(QUOTA);
      assertThat(sum(granted, "a " + client)).isLessThanOrEqualTo(QUOTA);
      assertThat(sum(granted, "b " + client)).isLessThanOrEqualTo(QUOTA);
      assertThat(sum(granted, "shared " + client) + sum(unanswered, client))
          .as(client)
          .isGreaterThanOrEqualTo(QUOTA - unused);
    }
  }

  private static long sum(Map<String, LongAdder> sums, String of) {
    LongAdder sum = sums.get(of);
    return sum == null ? 0 : sum.sum();
  }
}
