package io.buttress.benchmarks.jobs;

import io.buttress.config.RedisSettings;
import io.buttress.jobs.JobQueue;
import io.buttress.jobs.JobRequest;
import io.buttress.jobs.engine.Events;
import io.buttress.jobs.engine.Firing;
import io.buttress.jobs.engine.JobEngine;
import io.buttress.jobs.engine.JobScope;
import io.buttress.jobs.engine.JsonPayloads;
import io.buttress.jobs.engine.PayloadCodec;
import io.buttress.jobs.engine.Permit;
import io.buttress.jobs.engine.Poller;
import io.buttress.jobs.engine.QueueSettings;
import io.buttress.jobs.engine.Registry;
import io.buttress.jobs.engine.Throttle;
import io.buttress.jobs.redis.RedisJobStore;
import io.buttress.jobs.redis.ScriptRunner;
import io.buttress.redis.RedisConnection;
import io.buttress.redis.RedisListener;
import io.buttress.telemetry.Telemetry;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;

/** Buttress's engine without a server. */
public final class ButtressWorker implements JobWorker {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final JobEngine engine;
  private final JobQueue queue;
  private Optional<Poller> poller = Optional.empty();

  private ButtressWorker(RedisConnection redis) {
    Registry handlers = new Registry();
    handlers.add(
        Requests.TYPE,
        Payload.class,
        (payload, context) -> {
          Tally.ran(payload.at);
          return null;
        });
    engine =
        new JobEngine(
            "benchmark:1",
            new RedisJobStore(new ScriptRunner(redis, "benchmark")),
            new PayloadCodec(new JsonPayloads(), PayloadCodec.USUAL_MOST, Optional.empty()),
            handlers,
            new Events(new Telemetry()),
            JobScope.NONE,
            Firing.NONE,
            System::nanoTime);
    queue = engine.queue();
  }

  /** {@code PORT}. */
  public static void main(String[] args) throws IOException {
    RedisSettings settings = patient(RedisSettings.of("redis://127.0.0.1:" + args[0]));
    Conversation.hold(
        new ButtressWorker(
            RedisConnection.open(
                settings, Executors.newScheduledThreadPool(1), RedisListener.NONE)));
  }

  /** A machine that is busy must not look like a Redis that is out of reach. */
  private static RedisSettings patient(RedisSettings usual) {
    return usual.withTimeouts(PATIENCE).withBreaker(usual.breakerFailures(), PATIENCE);
  }

  @Override
  public void addInBulk(int workers, int jobs) {
    Requests.each("default", jobs, queue::enqueueAll);
  }

  @Override
  public void addOne(Payload payload) {
    var unused = queue.enqueue(JobRequest.of(Requests.TYPE, payload));
  }

  @Override
  public void start(int workers) {
    Poller started =
        engine.poller(
            QueueSettings.of("default", workers), Throttle.NONE, Permit.ALWAYS, Thread::new);
    started.start();
    poller = Optional.of(started);
  }

  @Override
  public void stop() {
    engine.stop(List.of(poller.orElseThrow()), Duration.ofSeconds(10));
  }
}
