package io.buttress.jobs.testing;

import io.buttress.jobs.JobHandler;
import io.buttress.jobs.JobHandlers;
import io.buttress.jobs.JobQueue;
import io.buttress.jobs.Recurring;
import io.buttress.jobs.engine.Enqueuer;
import io.buttress.jobs.engine.HandlerMethods;
import io.buttress.jobs.engine.JobIds;
import io.buttress.jobs.engine.JobWriter;
import io.buttress.jobs.engine.JsonPayloads;
import io.buttress.jobs.engine.MemoryJobs;
import io.buttress.jobs.engine.PayloadCodec;
import io.buttress.jobs.engine.Registry;
import java.lang.reflect.Method;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Jobs in a unit test: they are kept in memory and done by the test's thread when it says so, by a
 * clock that the test moves. What is tried again waits for the longest time of its retry policy:
 * there is no jitter. What recurs does not fire, queues have no limits, and payloads are not
 * encrypted. JSON-B has to be on the test's class path. Not safe for several threads.
 *
 * <pre>{@code
 * TestJobs jobs = new TestJobs().add(new OrderPapers(mailer));
 * shop.checkout(jobs.queue());
 * jobs.runDue();
 * jobs.advance(Duration.ofHours(1));
 * jobs.runDue();
 * }</pre>
 */
public final class TestJobs implements AutoCloseable {
  private static final Instant BEGINNING = Instant.parse("2026-01-01T00:00:00Z");
  private static final int MOST_AT_ONCE = 10_000;

  private final JsonPayloads json = new JsonPayloads();
  private final Registry registry = new Registry();
  private final MemoryJobs jobs;
  private final JobQueue queue;

  /** Without jobs, on the first of January 2026. */
  public TestJobs() {
    PayloadCodec codec = new PayloadCodec(json, PayloadCodec.USUAL_MOST, Optional.empty());
    jobs = new MemoryJobs(registry, codec, BEGINNING.toEpochMilli());
    queue = new Enqueuer(jobs, new JobWriter(codec, new JobIds()), registry);
  }

  /** Where handlers that are no methods of beans are added. */
  public JobHandlers handlers() {
    return registry;
  }

  /**
   * Adds the handlers of a bean: its public methods with {@link JobHandler}, which are called as
   * they are, without interceptors and transactions.
   *
   * @throws IllegalArgumentException if one is not as it should be, or its type has one already
   */
  public TestJobs add(Object bean) {
    for (Method method : bean.getClass().getMethods()) {
      if (method.isBridge()) {
        // It has the annotations of the method that it leads to.
        continue;
      }
      JobHandler annotation = method.getAnnotation(JobHandler.class);
      if (annotation != null) {
        // The class need not be public.
        method.setAccessible(true);
        registry.add(
            HandlerMethods.register(
                annotation,
                method,
                (payload, job) -> HandlerMethods.call(method, bean, payload, job),
                method.toString()));
      } else if (method.isAnnotationPresent(Recurring.class)) {
        throw new IllegalArgumentException(HandlerMethods.recursWithoutHandler(method));
      }
    }
    return this;
  }

  /** For the code under test. */
  public JobQueue queue() {
    return queue;
  }

  /** The time. */
  public Instant now() {
    return Instant.ofEpochMilli(jobs.nowMillis());
  }

  /** Moves the clock on; does no job. */
  public void advance(Duration time) {
    jobs.setNow(jobs.nowMillis() + time.toMillis());
  }

  /**
   * Does all jobs that are due, and those that become due by it.
   *
   * @return how many attempts that were
   * @throws IllegalStateException if there is no end of it
   */
  public int runDue() {
    int attempts = 0;
    while (jobs.runNext()) {
      if (++attempts > MOST_AT_ONCE) {
        throw new IllegalStateException("jobs keep becoming due: a handler adds them for ever?");
      }
    }
    return attempts;
  }

  /** How many jobs wait, due or not. */
  public int waiting() {
    return jobs.waitingCount();
  }

  /** When the next job is due; empty if none waits. */
  public Optional<Instant> nextDue() {
    return jobs.nextDue().map(Instant::ofEpochMilli);
  }

  /** The jobs that have failed for good, the first one first. */
  public List<DeadJob> dead() {
    return jobs.dead().stream()
        .map(job -> new DeadJob(job.id(), job.envelope().type(), job.error()))
        .toList();
  }

  @Override
  public void close() {
    json.close();
  }

  /**
   * A job that has failed for good.
   *
   * @param error message and trace of its last error
   */
  public record DeadJob(String id, String type, String error) {}
}
