package io.buttress.jobs.redis;

import io.buttress.redis.RedisConnection;
import io.buttress.redis.RedisScript;

/** The scripts of jobs, which note of each run how much processor time it has taken Redis. */
public final class TimedScripts {
  /** A list of times in µs. */
  public static final String TIMES = "times";

  private static final String BEFORE =
      """
      local function used()
        local cpu = redis.call('INFO', 'cpu')
        return 1e6 * (string.match(cpu, 'used_cpu_sys_main_thread:([0-9.]+)')
          + string.match(cpu, 'used_cpu_user_main_thread:([0-9.]+)'))
      end
      local first = used()
      local start = used()
      local answer = (function()
      """;
  private static final String AFTER =
      """

      end)()
      -- To look at the time takes some, too.
      redis.call('RPUSH', '%s', math.floor(used() - start - (start - first) + 0.5))
      return answer
      """
          .formatted(TIMES);

  private TimedScripts() {}

  /** Runs them on the queues of an application. */
  public static ScriptRunner runner(RedisConnection redis, String application) {
    JobScripts shipped = JobScripts.SHIPPED;
    return new ScriptRunner(
        redis,
        application,
        new JobScripts(
            timed(shipped.enqueue()),
            timed(shipped.turn()),
            timed(shipped.manage()),
            timed(shipped.inspect()),
            timed(shipped.recurring()),
            timed(shipped.once()),
            timed(shipped.activity())));
  }

  /** The same for another script. */
  public static RedisScript timed(RedisScript script) {
    return RedisScript.of(BEFORE + script.text() + AFTER);
  }
}
