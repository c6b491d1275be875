package io.buttress.redis;

import io.buttress.ratelimit.Charge;
import io.buttress.ratelimit.CostSpec;
import io.buttress.ratelimit.Limit;
import io.buttress.ratelimit.LimitSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * All that the demands of many callers have in common: which checks, at what cost, charged how. It
 * does not know the keys. Two of them are the same only if they are the same object; {@link Plans}
 * sees to that.
 */
final class Plan {
  // Behind the mode, the number of checks and the kind.
  private static final int BUCKET_START = 3;

  final List<Check> checks;

  /** As {@code acquire.lua} reads a plan. */
  final List<String> arguments;

  /** How many numbers the script answers to a demand of this plan. */
  final int width;

  /** How many of the checks are of each charge. */
  final List<Integer> parts;

  private final List<byte[]> bucket;
  private final List<byte[]> singleBucket;

  private Plan(boolean take, List<Check> checks, List<Integer> parts) {
    this.checks = List.copyOf(checks);
    this.parts = List.copyOf(parts);
    List<String> words = new ArrayList<>();
    words.add(take ? "take" : "charge");
    words.add(Integer.toString(checks.size()));
    for (Check check : checks) {
      words.add(String.valueOf(check.kind()));
      check.parameters().forEach(parameter -> words.add(parameter.toString()));
    }
    this.arguments = List.copyOf(words);
    boolean isBucket = take && checks.size() == 1 && checks.get(0).kind() == Check.BUCKET;
    this.bucket =
        isBucket ? Words.bytes(arguments.subList(BUCKET_START, BUCKET_START + 3)) : List.of();
    // Of most buckets the last two are the same.
    boolean same = isBucket && Arrays.equals(bucket.get(1), bucket.get(2));
    this.singleBucket = same ? List.copyOf(bucket.subList(0, 2)) : bucket;
    this.width = 1 + checks.stream().mapToInt(Check::width).sum();
  }

  static Plan of(Shape shape) {
    List<Check> checks = new ArrayList<>();
    List<Integer> parts = new ArrayList<>();
    for (Shape.Part part : shape.parts()) {
      int before = checks.size();
      if (part.banned()) {
        checks.add(Check.ban());
      }
      for (Limit limit : part.limits().limits()) {
        checks.add(Check.of(limit, part.cost(), part.settled()));
      }
      parts.add(checks.size() - before);
    }
    return new Plan(shape.take(), checks, parts);
  }

  /** Whether it takes from one bucket and asks nothing else. */
  boolean isBucket() {
    return !bucket.isEmpty();
  }

  /** Of a bucket: its increment, tolerance and most, as {@code acquire-buckets.lua} reads them. */
  List<byte[]> bucket() {
    return bucket;
  }

  /** The same as {@code acquire-bucket.lua} reads it. */
  List<byte[]> singleBucket() {
    return singleBucket;
  }

  /** Of a bucket: by how many microseconds a demand fills it. */
  long increment() {
    return checks.get(0).parameters().get(0);
  }

  /**
   * What makes a plan.
   *
   * @param take whether it is charged only if all admit
   */
  record Shape(boolean take, List<Part> parts) {
    static Shape of(boolean take, List<Charge> charges) {
      return new Shape(
          take,
          charges.size() == 1
              ? List.of(Part.of(charges.get(0)))
              : charges.stream().map(Part::of).toList());
    }

    /** What one charge brings to it. */
    record Part(LimitSet limits, long cost, boolean settled, boolean banned) {
      private static Part of(Charge charge) {
        boolean settled = charge.policy().cost().settlement() != CostSpec.Settlement.NONE;
        boolean banned = charge.policy().ban().isPresent();
        return new Part(charge.limits(), charge.cost(), settled, banned);
      }
    }
  }
}
