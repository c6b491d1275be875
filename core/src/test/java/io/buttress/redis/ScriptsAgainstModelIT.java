package io.buttress.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.buttress.embedded.EmbeddedRedis;
import io.buttress.ratelimit.Algorithm;
import io.buttress.ratelimit.Charge;
import io.buttress.ratelimit.CostSpec;
import io.buttress.ratelimit.Lease;
import io.buttress.ratelimit.Limit;
import io.buttress.ratelimit.LimitSet;
import io.buttress.ratelimit.LimitState;
import io.buttress.ratelimit.RateLimitPolicy;
import io.buttress.ratelimit.TestPolicies;
import io.buttress.ratelimit.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.UnifiedJedis;

/**
 * The scripts against a model, demand by demand, over random histories: costs, several limits at
 * once, batches, debts and refunds, limits that change, and a clock that steps. It is 100,000
 * demands; {@code mvn -Plong} makes it 10 million.
 *
 * <p>The clock is injected by a few lines before the script: {@code TIME} answers what the last
 * argument says. Times to live, which are real, are left out there, and checked instead: a bucket
 * must not be given a shorter life than it takes to fill.
 */
class ScriptsAgainstModelIT {
  private static final int DEMANDS = Boolean.getBoolean("test.long") ? 10_000_000 : 100_000;
  private static final int DEMANDS_A_HISTORY = 400;
  private static final String WITH_CLOCK =
      """
      local clock = table.remove(ARGV)
      local real = redis
      local redis = {}
      function redis.call(command, ...)
        local key, value, how, life = ...
        if command == 'TIME' then
          return { string.sub(clock, 1, -7), string.sub(clock, -6) }
        elseif command == 'PEXPIRE' then
          return 1
        elseif command == 'SET' and how == 'KEEPTTL' then
          assert(tonumber(real.call('HGET', 'lives', key)) >= tonumber(value), 'lives on too short')
          return real.call('SET', key, value, 'KEEPTTL')
        elseif command == 'SET' then
          if tonumber(value) then
            local until_us = clock + life * 1000
            assert(until_us >= value, 'lives too short')
            real.call('HSET', 'lives', key, string.format('%.0f', until_us))
          end
          return real.call('SET', key, value)
        elseif command == 'INCRBY' then
          local full = real.call('INCRBY', key, value)
          assert(tonumber(real.call('HGET', 'lives', key)) >= full, 'lives on too short')
          return full
        end
        return real.call(command, ...)
      end
      """;

  private static EmbeddedRedis server;
  private static UnifiedJedis jedis;
  private static Scripts scripts;

  @BeforeAll
  static void start() {
    server = EmbeddedRedis.start();
    jedis = JedisClients.open(PatientSettings.of(server.uri()));
    scripts =
        new Scripts(
            RedisScript.of(WITH_CLOCK + Scripts.SHIPPED.acquire().text()),
            RedisScript.of(WITH_CLOCK + Scripts.SHIPPED.buckets().text()),
            RedisScript.of(WITH_CLOCK + Scripts.SHIPPED.bucket().text()));
    jedis.scriptLoad(scripts.acquire().text());
    jedis.scriptLoad(scripts.buckets().text());
    jedis.scriptLoad(scripts.bucket().text());
  }

  @AfterAll
  static void stop() {
    jedis.close();
    server.close();
  }

  @Test
  void every_decision_and_every_wait_is_the_models() {
    long seed = Long.getLong("proof.seed", System.nanoTime());
    Random seeds = new Random(seed);
    int admitted = 0;
    int refused = 0;
    while (admitted + refused < DEMANDS) {
      History history = new History(seeds.nextLong());
      try {
        history.run();
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("with -Dproof.seed=" + seed + ": " + e.getMessage(), e);
      }
      admitted += history.admitted;
      refused += history.refused;
    }
    assertThat(admitted).isGreaterThan(DEMANDS / 10);
    assertThat(refused).isGreaterThan(DEMANDS / 10);
  }

  /** A random life of a few keys under one policy, or two. */
  private static final class History {
    private final Random random;
    private final Keys keys = new Keys("bt:");
    private final Plans plans = new Plans();
    private final Map<String, Model> models = new HashMap<>();
    private final List<String> held = new ArrayList<>();
    private final List<RateLimitPolicy> policies = new ArrayList<>();
    private final Map<String, LimitSet> limits = new HashMap<>();
    private final boolean bucketsOnly;
    private long now;
    private int leases;
    private int admitted;
    private int refused;

    History(long seed) {
      random = new Random(seed);
      bucketsOnly = random.nextInt(3) == 0;
      now = 1_800_000_000_000_000L + random.nextInt(1_000_000_000);
      for (int i = 0; i <= random.nextInt(2); i++) {
        RateLimitPolicy policy = policy("p" + i + Long.toString(seed, 36));
        policies.add(policy);
        limits.put(policy.name(), policy.limits().standard());
      }
    }

    private RateLimitPolicy policy(String name) {
      Limit[] several = new Limit[bucketsOnly ? 1 : 1 + random.nextInt(3)];
      for (int i = 0; i < several.length; i++) {
        Algorithm any = Algorithm.values()[random.nextInt(Algorithm.values().length)];
        several[i] = limit("l" + i, bucketsOnly ? Algorithm.TOKEN_BUCKET : any, anyWindow());
      }
      CostSpec debts = new CostSpec(1, CostSpec.Settlement.BY_APPLICATION, Map.of(), 1);
      return TestPolicies.with(
          TestPolicies.policy(name, several),
          draft -> random.nextBoolean() ? draft : draft.cost(debts));
    }

    private Duration anyWindow() {
      return Duration.ofMillis(logarithmic(random.nextBoolean() ? 5 : 8));
    }

    private Limit limit(String name, Algorithm algorithm, Duration window) {
      boolean recorded = algorithm == Algorithm.SLIDING_LOG || algorithm == Algorithm.CONCURRENCY;
      long quota = logarithmic(recorded ? 1.5 : random.nextInt(4) == 0 ? 9 : 2);
      boolean leaky = algorithm == Algorithm.LEAKY_BUCKET;
      boolean bursts = algorithm == Algorithm.TOKEN_BUCKET && random.nextBoolean();
      Duration wait = Duration.ofMillis(leaky ? random.nextInt(5_000) : 0);
      return new Limit(name, algorithm, quota, window, bursts ? 1 + quota / 3 : quota, wait);
    }

    private long logarithmic(double digits) {
      return (long) Math.pow(10, random.nextDouble() * digits);
    }

    void run() {
      while (admitted + refused < DEMANDS_A_HISTORY) {
        now += gap();
        if (random.nextInt(100) == 0) {
          changeLimits();
        }
        List<Wish> wishes = new ArrayList<>();
        for (int i = random.nextInt(random.nextBoolean() ? 2 : 8); i >= 0; i--) {
          wishes.add(wish());
        }
        grant(wishes);
      }
    }

    private long gap() {
      long window = Model.window(anyLimit());
      return switch (random.nextInt(12)) {
        case 0 -> window;
        case 1 -> window - 1;
        case 2 -> (long) (random.nextDouble() * 3 * window);
        case 3, 4 -> 0;
        case 5 -> random.nextInt(10) == 0 ? -(long) (random.nextDouble() * 2 * window) : 1;
        default -> (long) (random.nextDouble() * 3 * window / anyLimit().quota());
      };
    }

    private Limit anyLimit() {
      List<Limit> all = limits.get(policies.get(0).name()).limits();
      return all.get(random.nextInt(all.size()));
    }

    /** Other quotas, and other windows. */
    private void changeLimits() {
      limits.replaceAll(
          (policy, set) ->
              new LimitSet(
                  set.limits().stream()
                      .map(l -> limit(l.name(), l.algorithm(), anyWindow()))
                      .toList()));
    }

    private Wish wish() {
      boolean take = random.nextInt(10) > 0;
      List<Charge> charges = new ArrayList<>();
      for (RateLimitPolicy policy : policies) {
        if (charges.isEmpty() || (take && random.nextBoolean())) {
          charges.add(charge(policy, take));
        }
      }
      Demand demand =
          Demand.of(plans.of(take, charges), charges, keys, () -> take ? "id" + leases++ : "");
      return new Wish(take, charges, demand);
    }

    private Charge charge(RateLimitPolicy policy, boolean take) {
      LimitSet set = limits.get(policy.name());
      long most = set.limits().get(0).burst() + 1;
      long cost = random.nextInt(3) > 0 ? 1 : 1 + (long) (random.nextDouble() * most);
      String key = random.nextInt(4) == 0 ? "b" : "a";
      return new Charge(policy, key, set, take || random.nextBoolean() ? cost : -cost);
    }

    /** One call of a script; what it says to each is what the model says, one after the other. */
    private void grant(List<Wish> wishes) {
      List<Demand> demands = wishes.stream().map(Wish::demand).toList();
      Batch batch = random.nextInt(4) == 0 ? new MixedBatch(demands) : Batch.of(demands);
      List<byte[]> arguments = new ArrayList<>(batch.arguments());
      arguments.add(Words.bytes(now));
      byte[] sha = Words.bytes(batch.script(scripts).sha());
      Object answer = jedis.evalsha(sha, batch.keys(), arguments);
      List<Reply> replies = batch.replies(answer);
      for (int i = 0; i < wishes.size(); i++) {
        check(wishes.get(i), replies.get(i).verdict());
      }
      if (!held.isEmpty() && random.nextInt(3) == 0) {
        held.remove(random.nextInt(held.size()));
      }
    }

    private void check(Wish wish, Verdict verdict) {
      List<State> states = new ArrayList<>();
      for (Charge charge : wish.charges) {
        List<Limit> all = charge.limits().limits();
        for (int i = 0; i < all.size(); i++) {
          states.add(new State(charge, all.get(i), model(charge, all.get(i), i)));
        }
      }
      states.forEach(s -> s.model.lookAt(s.limit, s.settled(), now));
      boolean admits =
          states.stream().allMatch(s -> s.model.admits(s.limit, s.settled(), now, s.cost()));
      assertThat(verdict)
          .as("%s at %s", wish, now)
          .isInstanceOf(!wish.take || admits ? Verdict.Admitted.class : Verdict.Denied.class);
      if (verdict instanceof Verdict.Admitted given) {
        admitted++;
        apply(wish, states);
        checkStates(states, given.states());
      } else if (verdict instanceof Verdict.Denied denied) {
        refused++;
        checkStates(states, denied.states());
        checkWaits(states, denied.states());
      }
    }

    private Model model(Charge charge, Limit limit, int position) {
      String key = keys.limit(keys.tag(charge.policy(), charge.key()), limit.algorithm(), position);
      return models.computeIfAbsent(key, k -> Model.of(limit.algorithm()));
    }

    private void apply(Wish wish, List<State> states) {
      int next = 0;
      for (State state : states) {
        boolean leased = state.limit.algorithm() == Algorithm.CONCURRENCY;
        List<Lease> ids = wish.demand.leases();
        String id = leased && wish.take ? ids.get(next++).id() : "";
        state.model.charge(state.limit, state.settled(), now, state.cost(), id);
      }
    }

    /** What remains is what would be admitted, and no more. */
    private void checkStates(List<State> expected, List<LimitState> told) {
      assertThat(told).hasSameSizeAs(expected);
      for (int i = 0; i < told.size(); i++) {
        State state = expected.get(i);
        long remaining = told.get(i).remaining();
        assertThat(told.get(i).limit()).isEqualTo(state.limit);
        if (state.limit.algorithm() == Algorithm.LEAKY_BUCKET
            || state.limit.algorithm() == Algorithm.CONCURRENCY) {
          continue;
        }
        assertThat(remaining).isBetween(0L, state.limit.burst());
        assertThat(remaining == 0 || state.admitsAt(now, remaining)).as("%s", told.get(i)).isTrue();
        assertThat(remaining == state.limit.burst() || !state.admitsAt(now, remaining + 1))
            .as("%s", told.get(i))
            .isTrue();
      }
    }

    /** When a wait is over the cost is admitted, and not a microsecond earlier. */
    private void checkWaits(List<State> expected, List<LimitState> told) {
      for (int i = 0; i < told.size(); i++) {
        State state = expected.get(i);
        long wait = told.get(i).waitMicros();
        if (!state.model.tellsWait()) {
          continue;
        }
        if (wait == LimitState.NEVER) {
          assertThat(state.cost()).isGreaterThan(state.limit.burst());
          continue;
        }
        String what = told.get(i) + " at " + now + " for " + state.cost();
        assertThat(state.admitsAt(now + wait, state.cost())).as(what).isTrue();
        assertThat(wait == 0 || !state.admitsAt(now + wait - 1, state.cost())).as(what).isTrue();
      }
    }

    /** What is wished for in one demand. */
    private record Wish(boolean take, List<Charge> charges, Demand demand) {}

    /** One limit of a wish, and where it stands. */
    private record State(Charge charge, Limit limit, Model model) {
      long cost() {
        return charge.cost();
      }

      boolean settled() {
        return charge.policy().cost().settlement() != CostSpec.Settlement.NONE;
      }

      boolean admitsAt(long instant, long cost) {
        return model.admits(limit, settled(), instant, cost);
      }
    }
  }
}
