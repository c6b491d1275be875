package io.buttress.redis;

import java.util.List;

/** The demands of several callers as one call of a script. */
sealed interface Batch permits SingleBucket, BucketBatch, MixedBatch {
  /**
   * The usual batches, of buckets alone, have a script of their own.
   *
   * @param demands at least one
   */
  static Batch of(List<Demand> demands) {
    if (demands.size() == 1 && demands.get(0).plan().isBucket()) {
      return new SingleBucket(demands.get(0));
    }
    return BucketBatch.of(demands).<Batch>map(b -> b).orElseGet(() -> new MixedBatch(demands));
  }

  RedisScript script(Scripts scripts);

  List<byte[]> keys();

  List<byte[]> arguments();

  /**
   * Each demand's share of the script's answer, in their order.
   *
   * @param answer what the script returns: integers
   */
  List<Reply> replies(Object answer);
}
