package io.buttress.redis;

import io.buttress.ratelimit.Lease;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Demands of any kind, as {@code acquire.lua} takes them. */
final class MixedBatch implements Batch {
  private final List<Demand> all;
  private final List<String> keys = new ArrayList<>();
  private final StringBuilder kinds = new StringBuilder();
  private final List<String> plans = new ArrayList<>();
  private final List<String> demands = new ArrayList<>();
  private final Map<Plan, String> numbers = new HashMap<>(4);

  MixedBatch(List<Demand> all) {
    this.all = all;
    all.forEach(this::add);
  }

  private void add(Demand demand) {
    keys.addAll(demand.keys());
    demands.add(number(demand.plan()));
    for (Lease lease : demand.leases()) {
      demands.add(lease.id());
    }
  }

  private String number(Plan plan) {
    String known = numbers.get(plan);
    if (known != null) {
      return known;
    }
    String number = Integer.toString(numbers.size() + 1);
    numbers.put(plan, number);
    plans.addAll(plan.arguments);
    plan.checks.forEach(check -> use(check.kind()));
    return number;
  }

  private void use(char kind) {
    if (kinds.indexOf(String.valueOf(kind)) < 0) {
      kinds.append(kind);
    }
  }

  @Override
  public RedisScript script(Scripts scripts) {
    return scripts.acquire();
  }

  @Override
  public List<byte[]> keys() {
    return Words.bytes(keys);
  }

  @Override
  public List<byte[]> arguments() {
    List<String> arguments = new ArrayList<>(2 + plans.size() + demands.size());
    arguments.add(kinds.toString());
    arguments.add(Integer.toString(numbers.size()));
    arguments.addAll(plans);
    arguments.addAll(demands);
    return Words.bytes(arguments);
  }

  @Override
  public List<Reply> replies(Object answer) {
    List<?> numbers = (List<?>) answer;
    List<Reply> replies = new ArrayList<>(all.size());
    int at = 0;
    for (Demand demand : all) {
      replies.add(new MixedReply(demand, numbers, at));
      at += demand.plan().width;
    }
    return replies;
  }
}
