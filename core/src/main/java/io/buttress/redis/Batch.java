package io.buttress.redis;

import java.util.List;

/** The demands of several callers as one call of a script. */
sealed interface Batch permits BucketBatch, MixedBatch {
  /**
   * The usual batch, of buckets alone, has a script of its own.
   *
   * @param demands at least one
   */
  static Batch of(List<Demand> demands) {
    return BucketBatch.of(demands).<Batch>map(b -> b).orElseGet(() -> new MixedBatch(demands));
  }

  RedisScript script(Scripts scripts);

  List<String> keys();

  List<String> arguments();

  /**
   * Each demand's share of the script's answer, in their order.
   *
   * @param answer integers, as the script returns them
   */
  List<Reply> replies(List<?> answer);
}
