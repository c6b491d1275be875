package io.buttress.jobs.redis;

import io.buttress.redis.RedisConnection;
import io.buttress.redis.RedisScript;
import java.time.Duration;
import java.util.List;

/** Runs the scripts on the keys of one application. */
public final class ScriptRunner {
  private final RedisConnection redis;
  private final QueueKeys keys;
  private final JobScripts scripts;

  /**
   * @param application tells its queues from those of others in the same Redis
   */
  public ScriptRunner(RedisConnection redis, String application) {
    this(redis, application, JobScripts.SHIPPED);
  }

  /** With other texts of the scripts, for tests. */
  ScriptRunner(RedisConnection redis, String application, JobScripts scripts) {
    this.redis = redis;
    this.keys = new QueueKeys(redis.keyPrefix(), application);
    this.scripts = scripts;
  }

  List<?> enqueue(String queue, List<String> arguments) {
    return (List<?>) run(scripts.enqueue(), queue, arguments);
  }

  List<?> turn(String queue, List<String> arguments) {
    return (List<?>) run(scripts.turn(), queue, arguments);
  }

  List<?> manage(String queue, List<String> arguments) {
    return (List<?>) run(scripts.manage(), queue, arguments);
  }

  List<?> inspect(String queue, List<String> arguments) {
    return (List<?>) run(scripts.inspect(), queue, arguments);
  }

  Object recurring(String queue, List<String> arguments) {
    return run(scripts.recurring(), queue, arguments);
  }

  boolean awaitWake(String queue, Duration atMost) {
    return redis.takeFirst(keys.wake(queue), atMost);
  }

  private Object run(RedisScript script, String queue, List<String> arguments) {
    Object answer = redis.run(script, List.of(keys.queue(queue)), arguments);
    if (answer == null) {
      throw new IllegalStateException("a script has returned nothing");
    }
    return answer;
  }
}
