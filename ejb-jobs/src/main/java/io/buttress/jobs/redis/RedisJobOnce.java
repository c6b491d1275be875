package io.buttress.jobs.redis;

import io.buttress.error.StoreUnavailableException;
import io.buttress.jobs.JobContext;
import io.buttress.jobs.JobOnce;
import io.buttress.jobs.engine.JobIds;
import java.time.Duration;
import java.util.List;

/** Marks in Redis, beside the queue of the job. */
public final class RedisJobOnce implements JobOnce {
  private static final Duration SHORTEST = Duration.ofMillis(1);
  private static final Duration LONGEST = Duration.ofDays(3_650);

  private final ScriptRunner runner;
  private final JobIds tokens = new JobIds();

  public RedisJobOnce(ScriptRunner runner) {
    this.runner = runner;
  }

  @Override
  public boolean run(JobContext job, Duration memory, Effect effect) throws Exception {
    if (memory.compareTo(SHORTEST) < 0 || memory.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "memory must be " + SHORTEST + " to " + LONGEST + ", but is " + memory);
    }
    String token = tokens.next();
    if (!begin(job, token, memory)) {
      return false;
    }
    try {
      effect.run();
      return true;
    } catch (Exception | Error e) {
      forget(job, token, e);
      throw e;
    }
  }

  /** The token tells who asks again, as the first answer was lost, from who comes second. */
  private boolean begin(JobContext job, String token, Duration memory) {
    List<String> question = List.of("begin", job.id(), token, Long.toString(memory.toMillis()));
    try {
      return runner.once(job.queue(), question);
    } catch (StoreUnavailableException e) {
      if (!e.wasAsked()) {
        throw e;
      }
      return runner.once(job.queue(), question);
    }
  }

  private void forget(JobContext job, String token, Throwable failure) {
    try {
      boolean unused = runner.once(job.queue(), List.of("forget", job.id(), token));
    } catch (StoreUnavailableException e) {
      failure.addSuppressed(e);
    }
  }
}
