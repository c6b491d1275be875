package io.buttress.redis;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Demands of one bucket each, as {@code acquire-buckets.lua} takes them. Those that want the same
 * of the same bucket are summed; the first of them are admitted.
 */
final class BucketBatch implements Batch {
  private static final byte[] NONE = Words.bytes(0);

  private final List<Demand> all;
  private final List<Sum> sumOfEach;
  private final List<byte[]> keys;
  private final List<byte[]> arguments = new ArrayList<>();
  private final List<Sum> inOrder;

  private BucketBatch(List<Demand> all, List<Sum> sumOfEach) {
    this.all = all;
    this.sumOfEach = sumOfEach;
    this.keys = new ArrayList<>(all.size());
    this.inOrder = new ArrayList<>(all.size());
  }

  /** All that want the same of one bucket. */
  private static final class Sum {
    final String key;
    final Plan plan;
    int count;
    long admitted;
    long used;
    int told;

    Sum(String key, Plan plan) {
      this.key = key;
      this.plan = plan;
    }

    void hear(BucketNumbers numbers) {
      if (count > 1) {
        admitted = numbers.next();
        used = numbers.next();
        return;
      }
      long number = numbers.ofSingle(plan.increment());
      admitted = number >= 0 ? 1 : 0;
      used = number >= 0 ? number : -1 - number;
    }

    /** Each of the admitted finds the bucket as it left it, the refused as the last of them did. */
    Reply reply(Demand demand) {
      long later = admitted - 1 - told;
      told++;
      return later >= 0
          ? new BucketReply(demand, true, used - later * plan.increment())
          : new BucketReply(demand, false, used);
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
      Sum sum = sums.computeIfAbsent(demand.keys().get(0), key -> new Sum(key, plan));
      if (sum.plan != plan) {
        return Optional.empty();
      }
      sum.count++;
      sumOfEach.add(sum);
    }
    BucketBatch batch = new BucketBatch(demands, sumOfEach);
    batch.group(sums.values());
    return Optional.of(batch);
  }

  private void group(Collection<Sum> sums) {
    Map<Plan, Group> groups = new HashMap<>(4);
    for (Sum sum : sums) {
      groups.computeIfAbsent(sum.plan, plan -> new Group()).add(sum);
    }
    groups.forEach(this::add);
  }

  /** All buckets of one plan: those of which one caller wants something, and those of several. */
  private static final class Group {
    final List<Sum> singles = new ArrayList<>();
    final List<Sum> shared = new ArrayList<>(0);

    void add(Sum sum) {
      (sum.count == 1 ? singles : shared).add(sum);
    }
  }

  private void add(Plan plan, Group group) {
    arguments.addAll(plan.bucket());
    arguments.add(Words.bytes(group.singles.size()));
    arguments.add(group.shared.isEmpty() ? NONE : Words.bytes(group.shared.size()));
    for (Sum sum : group.shared) {
      arguments.add(Words.bytes(sum.count));
    }
    inOrder.addAll(group.singles);
    inOrder.addAll(group.shared);
    group.singles.forEach(sum -> keys.add(Words.bytes(sum.key)));
    group.shared.forEach(sum -> keys.add(Words.bytes(sum.key)));
  }

  @Override
  public RedisScript script(Scripts scripts) {
    return scripts.buckets();
  }

  @Override
  public List<byte[]> keys() {
    return keys;
  }

  @Override
  public List<byte[]> arguments() {
    return arguments;
  }

  @Override
  public List<Reply> replies(Object answer) {
    BucketNumbers numbers = new BucketNumbers((List<?>) answer);
    for (Sum sum : inOrder) {
      sum.hear(numbers);
    }
    List<Reply> replies = new ArrayList<>(all.size());
    for (int i = 0; i < all.size(); i++) {
      replies.add(sumOfEach.get(i).reply(all.get(i)));
    }
    return replies;
  }
}
