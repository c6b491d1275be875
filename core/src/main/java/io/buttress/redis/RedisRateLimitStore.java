package io.buttress.redis;

import io.buttress.error.StoreUnavailableException;
import io.buttress.ratelimit.Charge;
import io.buttress.ratelimit.Lease;
import io.buttress.ratelimit.LimitState;
import io.buttress.ratelimit.RateLimitPolicy;
import io.buttress.ratelimit.RateLimitStore;
import io.buttress.ratelimit.Verdict;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import redis.clients.jedis.params.SetParams;

/**
 * Counts in Redis, by Redis's clock, for all nodes. Callers share trips: see {@link Lane}. In a
 * cluster the charges of one request are in several slots: they are made one after the other, and
 * given back if a later one is refused.
 */
public final class RedisRateLimitStore implements RateLimitStore {
  private final RedisConnection redis;
  private final Scripts scripts;
  private final Keys keys;
  private final Plans plans = new Plans();
  private final Lanes lanes;
  private final String node = HexFormat.of().formatHex(new SecureRandom().generateSeed(8)) + '-';
  private final AtomicLong leases = new AtomicLong();

  public RedisRateLimitStore(RedisConnection redis) {
    this(redis, Scripts.SHIPPED);
  }

  /** With other texts of the scripts, for tests. */
  RedisRateLimitStore(RedisConnection redis, Scripts scripts) {
    this.redis = redis;
    this.scripts = scripts;
    this.keys = new Keys(redis.keyPrefix());
    this.lanes = new Lanes(redis.isCluster(), new ScriptTrip(), redis.patience());
  }

  @Override
  public Verdict acquire(List<Charge> charges) {
    return charges.size() > 1 && redis.isCluster() ? slotBySlot(charges) : atOnce(charges);
  }

  private Verdict atOnce(List<Charge> charges) {
    return send(true, charges).verdict();
  }

  private Reply send(boolean take, List<Charge> charges) {
    Demand demand = Demand.of(plans.of(take, charges), charges, keys, this::leaseId);
    return lanes.forKey(demand.keys().get(0)).send(demand);
  }

  /** A batch of demands, by one call of a script. */
  private final class ScriptTrip implements Lane.Trip<Demand, Reply> {
    @Override
    public List<Reply> make(List<Demand> demands) {
      Batch batch = Batch.of(demands);
      Object answer =
          redis.runBinary(
              batch.script(scripts),
              demands.get(0).keys().get(0),
              batch.keys(),
              batch.arguments(),
              demands.size());
      return batch.replies(answer);
    }

    @Override
    public void missed(int callers, RuntimeException cause) {
      redis.missed(callers, cause);
    }
  }

  private String leaseId() {
    return node + Long.toString(leases.incrementAndGet(), 36);
  }

  private Verdict slotBySlot(List<Charge> charges) {
    List<LimitState> states = new ArrayList<>();
    List<Lease> held = new ArrayList<>();
    for (int i = 0; i < charges.size(); i++) {
      Verdict verdict;
      try {
        verdict = atOnce(List.of(charges.get(i)));
      } catch (StoreUnavailableException e) {
        giveBack(charges.subList(0, i), held);
        throw e;
      }
      if (verdict instanceof Verdict.Admitted admitted) {
        states.addAll(admitted.states());
        held.addAll(admitted.leases());
      } else if (verdict instanceof Verdict.Denied denied) {
        giveBack(charges.subList(0, i), held);
        return refusal(charges, i, states, denied);
      } else {
        throw new AssertionError(verdict);
      }
    }
    return new Verdict.Admitted(states, held, Verdict.Source.SHARED);
  }

  /** Limits that admitted stand as they did; those not asked are told as untouched. */
  private static Verdict refusal(
      List<Charge> charges, int refused, List<LimitState> before, Verdict.Denied denied) {
    if (denied.banMicros() > 0) {
      return denied;
    }
    List<LimitState> states = new ArrayList<>();
    before.forEach(s -> states.add(new LimitState(s.limit(), s.remaining(), s.resetMicros(), 0)));
    states.addAll(denied.states());
    for (Charge charge : charges.subList(refused + 1, charges.size())) {
      charge.limits().limits().forEach(l -> states.add(new LimitState(l, l.burst(), 0, 0)));
    }
    return new Verdict.Denied(states, 0, Verdict.Source.SHARED);
  }

  private void giveBack(List<Charge> made, List<Lease> held) {
    made.forEach(charge -> settle(charge.withCost(-charge.cost())));
    release(held);
  }

  @Override
  public void settle(Charge charge) {
    Reply unused = send(false, List.of(charge));
  }

  @Override
  public void release(List<Lease> held) {
    Map<String, List<String>> ids = new LinkedHashMap<>();
    for (Lease lease : held) {
      Charge charge = lease.charge();
      String tag = keys.tag(charge.policy(), charge.key());
      for (int i = 0; i < charge.limits().limits().size(); i++) {
        var limit = charge.limits().limits().get(i);
        if (Keys.kind(limit.algorithm()) == 'c') {
          String key = keys.limit(tag, limit.algorithm(), i);
          ids.computeIfAbsent(key, unknown -> new ArrayList<>()).add(lease.id());
        }
      }
    }
    ids.forEach(this::release);
  }

  private void release(String key, List<String> ids) {
    String[] all = ids.toArray(String[]::new);
    long unused = redis.call(key, jedis -> jedis.zrem(key, all));
  }

  @Override
  public void ban(RateLimitPolicy policy, String key, Duration duration) {
    String name = keys.ban(keys.tag(policy, key));
    String unused =
        redis.call(
            name, jedis -> jedis.set(name, "1", SetParams.setParams().px(duration.toMillis())));
  }

  @Override
  public void reset(RateLimitPolicy policy, String key) {
    String[] all = keys.all(keys.tag(policy, key)).toArray(String[]::new);
    long unused = redis.call(all[0], jedis -> jedis.unlink(all));
  }
}
