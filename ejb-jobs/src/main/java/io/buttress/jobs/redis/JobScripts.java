package io.buttress.jobs.redis;

import io.buttress.redis.RedisScript;

/**
 * The scripts that keep the state of queues.
 *
 * @param enqueue adds jobs
 * @param turn a poller's round trip
 * @param manage what operators do
 * @param inspect looks
 * @param recurring recurring jobs
 * @param activity how long jobs have waited and run
 * @param once marks of effects that take place at most once
 */
record JobScripts(
    RedisScript enqueue,
    RedisScript turn,
    RedisScript manage,
    RedisScript inspect,
    RedisScript recurring,
    RedisScript once,
    RedisScript activity) {
  static final JobScripts SHIPPED =
      new JobScripts(
          load("enqueue.lua"),
          load("turn.lua"),
          load("manage.lua"),
          load("inspect.lua"),
          load("recurring.lua"),
          RedisScript.load(JobScripts.class, "once.lua"),
          RedisScript.load(JobScripts.class, "activity.lua"));

  private static RedisScript load(String file) {
    return RedisScript.load(JobScripts.class, "queue.lua", file);
  }
}
