package io.buttress.redis;

import io.buttress.idempotency.Claim;
import io.buttress.idempotency.ClaimDemand;
import io.buttress.idempotency.ClaimResult;
import io.buttress.idempotency.IdempotencyStore;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Keeps the records of keys in Redis, a hash each, by Redis's clock. Callers share trips. */
public final class RedisIdempotencyStore implements IdempotencyStore {
  private final RedisConnection redis;
  private final IdempotencyScripts scripts;
  private final Keys keys;
  private final ScriptLane lane;

  public RedisIdempotencyStore(RedisConnection redis) {
    this(redis, IdempotencyScripts.SHIPPED);
  }

  /** With other texts of the scripts, for tests. */
  RedisIdempotencyStore(RedisConnection redis, IdempotencyScripts scripts) {
    this.redis = redis;
    this.scripts = scripts;
    this.keys = new Keys(redis.keyPrefix());
    this.lane = new ScriptLane(redis);
  }

  @Override
  public ClaimResult claim(ClaimDemand demand) {
    List<byte[]> arguments =
        List.of(
            bytes(demand.owner()),
            demand.fingerprint(),
            bytes(demand.lease().toMillis()),
            bytes(demand.maxExecution().toMillis()),
            bytes(demand.ttl().toMillis()),
            bytes(demand.takeOver() ? "1" : "0"));
    List<?> reply = (List<?>) run(scripts.claim(), demand.id(), arguments);
    byte[] state = (byte[]) reply.get(0);
    return switch (state[0]) {
      case 'a' -> new ClaimResult.Acquired((Long) reply.get(1), (Long) reply.get(2) == 1);
      case 'i' ->
          new ClaimResult.Running((byte[]) reply.get(2), Duration.ofMillis((Long) reply.get(1)));
      case 'l' -> new ClaimResult.Lost((byte[]) reply.get(1));
      case 'c' -> new ClaimResult.Completed((byte[]) reply.get(1));
      default -> throw new AssertionError(state[0]);
    };
  }

  @Override
  public List<Renewed> renew(List<Renewal> renewals) {
    if (!redis.isCluster()) {
      return renewAtOnce(renewals);
    }
    List<Renewed> results = new ArrayList<>();
    renewals.forEach(renewal -> results.addAll(renewAtOnce(List.of(renewal))));
    return results;
  }

  private List<Renewed> renewAtOnce(List<Renewal> renewals) {
    List<String> names = new ArrayList<>();
    List<byte[]> arguments = new ArrayList<>();
    for (Renewal renewal : renewals) {
      names.add(keys.idempotency(renewal.claim().id()));
      arguments.add(bytes(renewal.claim().owner()));
      arguments.add(bytes(renewal.claim().fence()));
      arguments.add(bytes(renewal.lease().toMillis()));
    }
    List<?> reply = (List<?>) redis.runBinary(scripts.renew(), names, arguments);
    return reply.stream().map(RedisIdempotencyStore::renewed).toList();
  }

  private static Renewed renewed(Object code) {
    return switch (((Long) code).intValue()) {
      case 0 -> Renewed.NOT_HELD;
      case 1 -> Renewed.YES;
      case 2 -> Renewed.AT_END;
      default -> throw new AssertionError(code);
    };
  }

  @Override
  public boolean complete(Claim claim, byte[] record, Duration ttl) {
    List<byte[]> arguments =
        List.of(bytes(claim.owner()), bytes(claim.fence()), record, bytes(ttl.toMillis()));
    return isDone(run(scripts.complete(), claim.id(), arguments));
  }

  @Override
  public boolean release(Claim claim, Release how) {
    List<byte[]> arguments = List.of(bytes(claim.owner()), bytes(claim.fence()), word(how));
    return isDone(run(scripts.release(), claim.id(), arguments));
  }

  @Override
  public void withdraw(String id, String owner) {
    List<byte[]> arguments = List.of(bytes(owner), bytes(""), word(Release.FREE));
    Object unused = run(scripts.release(), id, arguments);
  }

  private static byte[] word(Release how) {
    return bytes(how.name().toLowerCase(Locale.ROOT));
  }

  private Object run(RedisScript script, String id, List<byte[]> arguments) {
    return lane.run(script, keys.idempotency(id), arguments);
  }

  private static boolean isDone(Object reply) {
    return (Long) reply == 1;
  }

  private static byte[] bytes(long number) {
    return bytes(Long.toString(number));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
