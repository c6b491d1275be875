package io.buttress.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.buttress.config.RedisSettings;
import io.buttress.embedded.EmbeddedRedis;
import io.buttress.ratelimit.Algorithm;
import io.buttress.ratelimit.Charge;
import io.buttress.ratelimit.Limit;
import io.buttress.ratelimit.LimitSet;
import io.buttress.ratelimit.RateLimitPolicy;
import io.buttress.ratelimit.RateLimitStore;
import io.buttress.ratelimit.TestPolicies;
import io.buttress.ratelimit.Verdict;
import io.buttress.ratelimit.internal.DenialMemory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;

/**
 * A concurrent history, told again in the order in which Redis saw it: 32 threads on three nodes,
 * with the batches and the memory of denials. The script notes its time, keys and arguments; a
 * model replays them, and has to admit as many under each key as the callers were told.
 */
class LinearisedHistoryIT {
  private static final int THREADS = 32;
  private static final int NODES = 3;
  private static final int KEYS = 12;
  private static final int CALLS = 600;
  private static final int BURST = 20;
  private static final long INTERVAL = 10_000;
  private static final Limit LIMIT =
      new Limit("x", Algorithm.TOKEN_BUCKET, 100, Duration.ofSeconds(1), BURST, Duration.ZERO);
  private static final String WITH_LOG =
      """
      local real = redis
      local redis = {}
      function redis.call(command, ...)
        local result = real.call(command, ...)
        if command == 'TIME' then
          local now = result[1] .. string.format('%06d', result[2])
          real.call('RPUSH', 'log',
            now .. '|' .. table.concat(KEYS, ' ') .. '|' .. table.concat(ARGV, ' '))
        end
        return result
      end
      """;

  private final Map<String, LongAdder> told = new ConcurrentHashMap<>();
  private final LongAdder fromMemory = new LongAdder();

  @Test
  void callers_are_told_what_a_model_says_in_the_order_of_redis() throws Exception {
    ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(1);
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    List<RedisConnection> connections = new ArrayList<>();
    try (EmbeddedRedis server = EmbeddedRedis.start()) {
      List<RateLimitStore> nodes = new ArrayList<>();
      for (int i = 0; i < NODES; i++) {
        RedisConnection connection =
            RedisConnection.open(RedisSettings.of(server.uri()), scheduler, RedisListener.NONE);
        connections.add(connection);
        nodes.add(new DenialMemory(new RedisRateLimitStore(connection, logging())));
      }
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        int thread = i;
        all.add(threads.submit(() -> call(nodes.get(thread % NODES), thread)));
      }
      for (Future<?> each : all) {
        Object unused = each.get();
      }
      replay(server.command("LRANGE", "log", "0", "-1").lines().toList());
    } finally {
      threads.shutdownNow();
      connections.forEach(RedisConnection::close);
      scheduler.shutdownNow();
    }
  }

  private static Scripts logging() {
    return new Scripts(
        RedisScript.of(WITH_LOG + Scripts.SHIPPED.acquire().text()),
        RedisScript.of(WITH_LOG + Scripts.SHIPPED.buckets().text()));
  }

  private void call(RateLimitStore node, int thread) {
    RateLimitPolicy policy = TestPolicies.policy("api", LIMIT);
    SplittableRandom random = new SplittableRandom(thread);
    for (int i = 0; i < CALLS; i++) {
      String key = "client-" + random.nextInt(KEYS);
      Verdict verdict = node.acquire(List.of(new Charge(policy, key, LimitSet.of(LIMIT), 1)));
      if (verdict instanceof Verdict.Admitted) {
        told.computeIfAbsent("bt:{api:" + key + "}", k -> new LongAdder()).increment();
      } else if (((Verdict.Denied) verdict).source() == Verdict.Source.MEMORY) {
        fromMemory.increment();
      }
    }
  }

  private void replay(List<String> log) {
    Map<String, Model> models = new HashMap<>();
    Map<String, List<Long>> admissions = new HashMap<>();
    int largest = 0;
    for (String entry : log) {
      String[] parts = entry.split("\\|", -1);
      long now = Long.parseLong(parts[0]);
      String[] keys = parts[1].split(" ");
      // One plan, so one group: increment, tolerance, most, how many keys, and a count for each.
      String[] arguments = parts[2].split(" ");
      assertThat(arguments).hasSize(4 + keys.length);
      int demands = 0;
      for (int i = 0; i < keys.length; i++) {
        Model model = models.computeIfAbsent(keys[i], k -> Model.of(Algorithm.TOKEN_BUCKET));
        List<Long> admitted = admissions.computeIfAbsent(keys[i], k -> new ArrayList<>());
        int count = Integer.parseInt(arguments[4 + i]);
        demands += count;
        for (int j = 0; j < count && model.admits(LIMIT, false, now, 1); j++) {
          model.charge(LIMIT, false, now, 1, "");
          admitted.add(now);
        }
      }
      largest = Math.max(largest, demands);
    }
    assertThat(largest).as("there were batches").isGreaterThan(3);
    assertThat(fromMemory.sum()).as("there were denials from memory").isPositive();
    assertThat(told).hasSize(KEYS);
    told.forEach((key, count) -> assertThat(admissions.get(key)).as(key).hasSize(count.intValue()));
    admissions.values().forEach(LinearisedHistoryIT::assertThatNoSpanHasTooMany);
  }

  private static void assertThatNoSpanHasTooMany(List<Long> admitted) {
    for (int i = 0; i < admitted.size(); i++) {
      for (int j = i; j < admitted.size(); j++) {
        long span = admitted.get(j) - admitted.get(i);
        assertThat(j - i + 1L).isLessThanOrEqualTo(BURST + span / INTERVAL);
      }
    }
  }
}
