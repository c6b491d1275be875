package io.buttress.redis;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Demands of one bucket each, as {@code acquire-buckets.lua} takes them. Those that want the same
 * of the same bucket are summed; the first of them are admitted.
 */
final class BucketBatch implements Batch {
  private final List<Demand> all;
  private final List<Sum> sumOfEach;
  private final List<String> keys;
  private final List<String> arguments;

  private BucketBatch(List<Demand> all, List<Sum> sumOfEach) {
    this.all = all;
    this.sumOfEach = sumOfEach;
    this.keys = new ArrayList<>(all.size());
    this.arguments = new ArrayList<>(4 + all.size());
  }

  /** All that want the same of one bucket. */
  private static final class Sum {
    final Plan plan;
    int count;
    int position;
    int told;

    Sum(Plan plan) {
      this.plan = plan;
    }
  }

  /** Empty if there are other demands among them, or different ones on the same bucket. */
  static Optional<BucketBatch> of(List<Demand> demands) {
    Map<String, Sum> sums = new HashMap<>(2 * demands.size());
    List<Sum> sumOfEach = new ArrayList<>(demands.size());
    for (Demand demand : demands) {
      Plan plan = demand.plan();
      if (!plan.isBucket()) {
        return Optional.empty();
      }
      Sum sum = sums.computeIfAbsent(demand.keys().get(0), key -> new Sum(plan));
      if (sum.plan != plan) {
        return Optional.empty();
      }
      sum.count++;
      sumOfEach.add(sum);
    }
    BucketBatch batch = new BucketBatch(demands, sumOfEach);
    batch.group(sums);
    return Optional.of(batch);
  }

  private void group(Map<String, Sum> sums) {
    Map<Plan, List<Map.Entry<String, Sum>>> groups = new HashMap<>(4);
    for (Map.Entry<String, Sum> sum : sums.entrySet()) {
      groups.computeIfAbsent(sum.getValue().plan, plan -> new ArrayList<>()).add(sum);
    }
    groups.forEach(
        (plan, members) -> {
          arguments.addAll(plan.bucket());
          arguments.add(Integer.toString(members.size()));
          for (Map.Entry<String, Sum> member : members) {
            Sum sum = member.getValue();
            sum.position = 2 * keys.size();
            keys.add(member.getKey());
            arguments.add(Integer.toString(sum.count));
          }
        });
  }

  @Override
  public RedisScript script(Scripts scripts) {
    return scripts.buckets();
  }

  @Override
  public List<String> keys() {
    return keys;
  }

  @Override
  public List<String> arguments() {
    return arguments;
  }

  @Override
  public List<Reply> replies(List<?> answer) {
    List<Reply> replies = new ArrayList<>(all.size());
    for (int i = 0; i < all.size(); i++) {
      Sum sum = sumOfEach.get(i);
      replies.add(
          sum.count == 1
              ? new Reply(all.get(i), answer, sum.position)
              : share(all.get(i), sum, answer));
    }
    return replies;
  }

  /** Each of the admitted finds the bucket as it left it, the refused as the last of them did. */
  private static Reply share(Demand demand, Sum sum, List<?> answer) {
    long admitted = ((Number) answer.get(sum.position)).longValue();
    long used = ((Number) answer.get(sum.position + 1)).longValue();
    long later = admitted - 1 - sum.told;
    sum.told++;
    return later >= 0
        ? new Reply(demand, List.of(1L, used - later * sum.plan.increment()), 0)
        : new Reply(demand, List.of(0L, used), 0);
  }
}
