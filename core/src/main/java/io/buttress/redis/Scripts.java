package io.buttress.redis;

/**
 * The scripts that charge.
 *
 * @param acquire for all demands
 * @param buckets for those of one bucket each
 */
record Scripts(RedisScript acquire, RedisScript buckets) {
  static final Scripts SHIPPED =
      new Scripts(RedisScript.load("acquire.lua"), RedisScript.load("acquire-buckets.lua"));
}
