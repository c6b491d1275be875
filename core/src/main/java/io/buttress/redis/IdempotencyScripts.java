package io.buttress.redis;

/**
 * The scripts that change the record of a key, one for each transition.
 *
 * @param claim takes it
 * @param renew keeps it
 * @param complete stores its outcome
 * @param release gives it up
 */
record IdempotencyScripts(
    RedisScript claim, RedisScript renew, RedisScript complete, RedisScript release) {
  static final IdempotencyScripts SHIPPED =
      new IdempotencyScripts(
          RedisScript.load("idempotency-claim.lua"),
          RedisScript.load("idempotency-renew.lua"),
          RedisScript.load("idempotency-complete.lua"),
          RedisScript.load("idempotency-release.lua"));
}
