package io.buttress.redis;

/**
 * The scripts that charge.
 *
 * @param acquire for all demands
 * @param buckets for those of one bucket each
 * @param bucket for a single one of them
 */
record Scripts(RedisScript acquire, RedisScript buckets, RedisScript bucket) {
  static final Scripts SHIPPED =
      new Scripts(
          RedisScript.load("acquire.lua"),
          RedisScript.load("acquire-buckets.lua"),
          RedisScript.load("acquire-bucket.lua"));
}
