package io.buttress.redis;

import io.buttress.ratelimit.Algorithm;
import io.buttress.ratelimit.Limit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Models of all limits of a history, to which it happens again in the order of Redis. */
final class Replay {
  private final Map<String, Limit> limits;
  private final Map<String, Model> models = new HashMap<>();

  /**
   * @param limits of each key
   */
  Replay(Map<String, Limit> limits) {
    this.limits = limits;
  }

  /**
   * What somebody is to be told.
   *
   * @param demand the keys and costs
   * @param remaining of each limit
   * @param waits of each limit, in microseconds; 0 if admitted
   */
  record Answer(String demand, boolean admitted, List<Long> remaining, List<Long> waits) {}

  static String demand(List<String> keys, long cost) {
    return String.join(" ", keys) + " x" + cost;
  }

  Answer apply(ScriptLog.Unit unit, long now) {
    List<String> keys = unit.parts().stream().map(ScriptLog.Part::key).toList();
    long cost = cost(unit.parts().get(0));
    keys.forEach(key -> model(key).lookAt(limits.get(key), false, now));
    boolean admitted = keys.stream().allMatch(key -> admits(key, now, cost));
    List<Long> remaining = new ArrayList<>();
    List<Long> waits = new ArrayList<>();
    for (String key : keys) {
      if (admitted) {
        model(key).charge(limits.get(key), false, now, cost, "");
      }
      remaining.add(remaining(key, now));
      waits.add(admitted ? 0 : wait(key, now, cost));
    }
    return new Answer(demand(keys, cost), admitted, remaining, waits);
  }

  private long cost(ScriptLog.Part part) {
    Limit limit = limits.get(part.key());
    return limit.algorithm() == Algorithm.TOKEN_BUCKET
        ? part.amount() * limit.quota() / Model.window(limit)
        : part.amount();
  }

  private Model model(String key) {
    return models.computeIfAbsent(key, k -> Model.of(limits.get(k).algorithm()));
  }

  private boolean admits(String key, long now, long cost) {
    return model(key).admits(limits.get(key), false, now, cost);
  }

  private long remaining(String key, long now) {
    long remaining = 0;
    while (remaining < limits.get(key).burst() && admits(key, now, remaining + 1)) {
      remaining++;
    }
    return remaining;
  }

  /** How long that limit would refuse the cost, in microseconds; 0 if it would admit it now. */
  long wait(String key, long now, long cost) {
    if (admits(key, now, cost)) {
      return 0;
    }
    long refused = 0;
    long admitted = 2 * Model.window(limits.get(key));
    while (admitted - refused > 1) {
      long middle = (admitted + refused) / 2;
      if (admits(key, now + middle, cost)) {
        admitted = middle;
      } else {
        refused = middle;
      }
    }
    return admitted;
  }
}
