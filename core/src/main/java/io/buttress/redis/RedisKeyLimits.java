package io.buttress.redis;

import io.buttress.ratelimit.SharedKeyLimits;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The limits that single keys were given by code, in one hash with its version. */
public final class RedisKeyLimits implements SharedKeyLimits {
  private static final RedisScript CHANGE = RedisScript.load("key-limits.lua");
  private static final String VERSION = "version";
  private static final char SEPARATOR = ' ';
  private static final Duration LIVES = Duration.ofDays(400);

  private final RedisConnection redis;
  private final String name;

  public RedisKeyLimits(RedisConnection redis) {
    this.redis = redis;
    this.name = new Keys(redis.keyPrefix()).keyLimits();
  }

  @Override
  public Optional<Table> changedSince(long known) {
    String version =
        redis.call(name, jedis -> Optional.ofNullable(jedis.hget(name, VERSION))).orElse("0");
    if (Long.parseLong(version) == known) {
      return Optional.empty();
    }
    if (known == UNREAD) {
      // A node has started: limits that nobody ever changes must not end while they are used.
      long unused = redis.call(name, jedis -> jedis.pexpire(name, LIVES.toMillis()));
    }
    Map<String, String> all = redis.call(name, jedis -> jedis.hgetAll(name));
    Map<KeyId, String> limits = new HashMap<>();
    all.forEach(
        (field, text) -> {
          int at = field.indexOf(SEPARATOR);
          if (at > 0) {
            limits.put(new KeyId(field.substring(0, at), field.substring(at + 1)), text);
          }
        });
    return Optional.of(new Table(Long.parseLong(all.getOrDefault(VERSION, "0")), limits));
  }

  @Override
  public void put(KeyId id, String limits) {
    change(id, limits);
  }

  @Override
  public void remove(KeyId id) {
    change(id, "");
  }

  private void change(KeyId id, String limits) {
    String field = id.policy() + SEPARATOR + id.key();
    Object unused =
        redis.run(CHANGE, List.of(name), List.of(field, limits, Long.toString(LIVES.toMillis())));
  }
}
