package io.buttress.jobs.redis;

import io.buttress.jobs.engine.Replication;
import io.buttress.redis.RedisConnection;
import io.buttress.redis.RedisScript;
import io.buttress.redis.Replicated;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

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

  /** Adds jobs by several runs of the script, in one trip. */
  Replicated enqueue(
      String queue, List<List<String>> arguments, Optional<Replication> replication) {
    if (replication.isPresent()) {
      Replication wanted = replication.get();
      return redis.runReplicated(
          scripts.enqueue(), keys.ofScripts(queue), arguments, wanted.replicas(), wanted.atMost());
    }
    if (arguments.size() == 1) {
      return new Replicated(List.of(run(scripts.enqueue(), queue, arguments.get(0))), 0);
    }
    return new Replicated(redis.runEach(scripts.enqueue(), keys.ofScripts(queue), arguments), 0);
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

  List<?> activity(String queue, List<String> arguments) {
    return (List<?>) run(scripts.activity(), queue, arguments);
  }

  boolean once(String queue, List<String> arguments) {
    return Reply.number(run(scripts.once(), queue, arguments)) == 1;
  }

  List<?> turnAfterWake(String queue, List<String> arguments, Duration atMost) {
    return (List<?>)
        redis.runAfterFirst(
            keys.wake(queue), atMost, scripts.turn(), keys.ofScripts(queue), arguments);
  }

  private Object run(RedisScript script, String queue, List<String> arguments) {
    Object answer = redis.run(script, keys.ofScripts(queue), arguments);
    if (answer == null) {
      throw new IllegalStateException("a script has returned nothing");
    }
    return answer;
  }
}
