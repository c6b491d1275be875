package io.buttress.redis;

import io.buttress.embedded.EmbeddedRedis;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What Redis was asked, in its order and at its times: the scripts in test mode note each of their
 * calls in a list, at the instant by which they decide.
 */
final class ScriptLog {
  private static final String NOTING =
      """
      local real = redis
      local redis = {}
      function redis.call(command, ...)
        local result = real.call(command, ...)
        if command == 'TIME' then
          local now = result[1] .. string.format('%%06d', result[2])
          real.call('RPUSH', 'log', '%s|' .. now .. '|'
            .. table.concat(KEYS, ' ') .. '|' .. table.concat(ARGV, ' '))
        end
        return result
      end
      """;

  private ScriptLog() {}

  /** The shipped scripts, noting their calls. */
  static Scripts scripts() {
    return new Scripts(
        RedisScript.of(NOTING.formatted("acquire") + Scripts.SHIPPED.acquire().text()),
        RedisScript.of(NOTING.formatted("buckets") + Scripts.SHIPPED.buckets().text()),
        RedisScript.of(NOTING.formatted("bucket") + Scripts.SHIPPED.bucket().text()));
  }

  /** One call of a script at an instant, in microseconds; its demands are all or nothing each. */
  record Call(long now, List<Unit> units) {}

  /** What one caller, or several alike, demanded. */
  record Unit(List<Part> parts) {}

  /**
   * One check of a unit.
   *
   * @param amount the increment of a bucket, in microseconds; of other limits the cost
   */
  record Part(String key, long amount) {}

  static List<Call> read(EmbeddedRedis server) {
    return server.command("LRANGE", "log", "0", "-1").lines().map(ScriptLog::parse).toList();
  }

  private static Call parse(String line) {
    String[] parts = line.split("\\|", -1);
    String[] keys = parts[2].split(" ");
    String[] arguments = parts[3].split(" ");
    List<Unit> units =
        switch (parts[0]) {
          case "bucket" -> List.of(bucket(keys[0], Long.parseLong(arguments[0])));
          case "buckets" -> buckets(keys, arguments);
          default -> units(keys, arguments);
        };
    return new Call(Long.parseLong(parts[1]), units);
  }

  private static Unit bucket(String key, long increment) {
    return new Unit(List.of(new Part(key, increment)));
  }

  private static List<Unit> buckets(String[] keys, String[] arguments) {
    List<Unit> units = new ArrayList<>();
    int key = 0;
    for (int at = 0; at < arguments.length; ) {
      long increment = Long.parseLong(arguments[at]);
      int singles = Integer.parseInt(arguments[at + 3]);
      int shared = Integer.parseInt(arguments[at + 4]);
      at += 5;
      for (int i = 0; i < singles + shared; i++, key++) {
        Unit unit = bucket(keys[key], increment);
        int callers = i < singles ? 1 : Integer.parseInt(arguments[at++]);
        units.addAll(Collections.nCopies(callers, unit));
      }
    }
    return units;
  }

  /** Without bans and leases, which would be units of another form. */
  private static List<Unit> units(String[] keys, String[] arguments) {
    List<List<Long>> plans = new ArrayList<>();
    int at = 2;
    for (int p = Integer.parseInt(arguments[1]); p > 0; p--) {
      int size = Integer.parseInt(arguments[at + 1]);
      at += 2;
      List<Long> amounts = new ArrayList<>();
      for (int i = 0; i < size; i++, at += 5) {
        amounts.add(Long.parseLong(arguments[at + 1]));
      }
      plans.add(amounts);
    }
    List<Unit> units = new ArrayList<>();
    int key = 0;
    for (; at < arguments.length; at++) {
      List<Part> parts = new ArrayList<>();
      for (long amount : plans.get(Integer.parseInt(arguments[at]) - 1)) {
        parts.add(new Part(keys[key++], amount));
      }
      units.add(new Unit(parts));
    }
    return units;
  }
}
