package io.buttress.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.buttress.config.RedisSettings;
import io.buttress.embedded.EmbeddedRedis;
import io.buttress.idempotency.Claim;
import io.buttress.idempotency.ClaimDemand;
import io.buttress.idempotency.ClaimResult;
import io.buttress.idempotency.IdempotencyStore;
import io.buttress.idempotency.IdempotencyStore.Release;
import io.buttress.idempotency.IdempotencyStore.Renewal;
import io.buttress.idempotency.ModelStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.UnifiedJedis;

/** The scripts against real Redis, and step by step against the model. */
class RedisIdempotencyStoreIT {
  private static final int STEPS = Boolean.getBoolean("test.long") ? 1_000_000 : 20_000;
  private static final Duration LEASE = Duration.ofSeconds(10);
  private static final Duration CAP = Duration.ofSeconds(25);
  private static final Duration TTL = Duration.ofDays(1);

  /** TIME is what the key 'clock' says, and nothing dies of age meanwhile. */
  private static final String WITH_CLOCK =
      """
      local real = redis
      local redis = {}
      function redis.call(command, ...)
        if command == 'TIME' then
          local clock = real.call('GET', 'clock')
          return { string.sub(clock, 1, -7), string.sub(clock, -6) }
        elseif command == 'PEXPIRE' then
          assert(tonumber(({...})[2]) >= 86400000)
          return 1
        end
        return real.call(command, ...)
      end
      """;

  private static EmbeddedRedis server;
  private static ScheduledExecutorService scheduler;
  private static RedisConnection connection;
  private static UnifiedJedis jedis;

  @BeforeAll
  static void start() {
    server = EmbeddedRedis.start();
    scheduler = Executors.newScheduledThreadPool(1);
    RedisSettings settings = PatientSettings.of(server.uri());
    connection = RedisConnection.open(settings, scheduler, RedisListener.NONE);
    jedis = JedisClients.open(settings);
  }

  @AfterAll
  static void stop() {
    jedis.close();
    connection.close();
    scheduler.shutdownNow();
    server.close();
  }

  private static ClaimDemand demand(String id, String owner, int head, boolean takeOver) {
    byte[] bytes = {(byte) head, 0, (byte) 0xff, '\r', '\n'};
    return new ClaimDemand(id, owner, bytes, LEASE, CAP, TTL.plus(CAP), takeOver);
  }

  @Test
  void the_scripts_do_what_the_model_does() {
    IdempotencyScripts shipped = IdempotencyScripts.SHIPPED;
    IdempotencyScripts clocked =
        new IdempotencyScripts(
            RedisScript.of(WITH_CLOCK + shipped.claim().text()),
            RedisScript.of(WITH_CLOCK + shipped.renew().text()),
            RedisScript.of(WITH_CLOCK + shipped.complete().text()),
            RedisScript.of(WITH_CLOCK + shipped.release().text()));
    RedisIdempotencyStore redis = new RedisIdempotencyStore(connection, clocked);
    Random random = new Random(4);
    int step = 0;
    for (int history = 0; step < STEPS; history++) {
      ModelStore model = new ModelStore();
      List<Claim> claims = new ArrayList<>();
      for (int i = 0; i < 60; i++, step++) {
        if (random.nextInt(4) == 0) {
          model.pass(Duration.ofMillis(random.nextInt(16_000)));
        }
        compare(redis, model, claims, history, random);
      }
    }
  }

  private static void compare(
      RedisIdempotencyStore redis,
      ModelStore model,
      List<Claim> claims,
      int history,
      Random random) {
    String id = history + "-" + random.nextInt(2);
    jedis.set("clock", Long.toString(model.nowMicros() + 1));
    int action = claims.isEmpty() ? 0 : random.nextInt(8);
    if (action < 3) {
      ClaimDemand demand =
          demand(id, "owner-" + claims.size(), random.nextInt(4) / 3, random.nextBoolean());
      ClaimResult expected = model.claim(demand);
      assertThat(redis.claim(demand)).usingRecursiveComparison().isEqualTo(expected);
      if (expected instanceof ClaimResult.Acquired acquired) {
        claims.add(new Claim(id, demand.owner(), acquired.fence()));
      }
      return;
    }
    Claim claim = claims.get(random.nextInt(claims.size()));
    byte[] record = {(byte) random.nextInt(3), 0, (byte) 0x80};
    switch (action) {
      case 3 -> {
        model.withdraw(claim.id(), claim.owner());
        redis.withdraw(claim.id(), claim.owner());
      }
      case 4 -> same(model.complete(claim, record, TTL), redis.complete(claim, record, TTL));
      case 5 -> same(model.release(claim, Release.FREE), redis.release(claim, Release.FREE));
      case 6 -> same(model.release(claim, Release.LOST), redis.release(claim, Release.LOST));
      default -> {
        List<Renewal> renewals = claims.stream().map(c -> new Renewal(c, LEASE)).toList();
        assertThat(redis.renew(renewals)).isEqualTo(model.renew(renewals));
      }
    }
  }

  private static void same(boolean expected, boolean actual) {
    assertThat(actual).isEqualTo(expected);
  }

  @Test
  void of_many_who_claim_a_key_at_once_one_gets_it() throws Exception {
    IdempotencyStore store = new RedisIdempotencyStore(connection);
    ExecutorService threads = Executors.newFixedThreadPool(200);
    try {
      List<Callable<ClaimResult>> calls = new ArrayList<>();
      for (int i = 0; i < 1_000; i++) {
        String owner = "o-" + i;
        calls.add(() -> store.claim(demand("race", owner, 1, true)));
      }
      int acquired = 0;
      for (Future<ClaimResult> result : threads.invokeAll(calls)) {
        acquired += result.get() instanceof ClaimResult.Acquired ? 1 : 0;
      }
      assertThat(acquired).isEqualTo(1);
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void every_record_dies_of_age_sometime() {
    RedisIdempotencyStore store = new RedisIdempotencyStore(connection);
    ClaimResult.Acquired acquired =
        (ClaimResult.Acquired) store.claim(demand("aged", "me", 1, true));
    String name = new Keys("bt:").idempotency("aged");
    assertThat(jedis.pttl(name)).isBetween(TTL.toMillis(), TTL.plus(CAP).toMillis());
    Claim claim = new Claim("aged", "me", acquired.fence());
    assertThat(store.renew(List.of(new Renewal(claim, LEASE))))
        .containsExactly(IdempotencyStore.Renewed.YES);
    assertThat(store.release(claim, Release.LOST)).isTrue();
    assertThat(jedis.pttl(name)).isPositive();
    assertThat(store.complete(claim, new byte[] {1}, Duration.ofSeconds(5))).isTrue();
    assertThat(jedis.pttl(name)).isBetween(1L, 5_000L);
    assertThat(jedis.hlen(name)).isEqualTo(1);
  }
}
