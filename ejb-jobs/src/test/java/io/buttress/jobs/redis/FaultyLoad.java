package io.buttress.jobs.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.buttress.config.RedisSettings;
import io.buttress.error.StoreUnavailableException;
import io.buttress.jobs.Enqueued.Outcome;
import io.buttress.jobs.JobRequest;
import io.buttress.jobs.engine.QueueSettings;
import io.buttress.jobs.engine.TurnLimits;
import io.buttress.redis.RedisConnection;
import io.buttress.redis.RedisListener;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A node, and somebody who adds jobs under ids of their own until each is known to be there, while
 * whatever happens to the Redis of both.
 */
final class FaultyLoad implements AutoCloseable {
  static final Duration LONGEST = Duration.ofSeconds(60);
  private static final TurnLimits LIMITS =
      new TurnLimits(Duration.ofSeconds(2), 0, 0, 100, 10, 100, Duration.ofDays(1));

  final Map<Integer, AtomicInteger> runs = new ConcurrentHashMap<>();
  final TestNode node;
  final AtomicLong refused = new AtomicLong();
  private final ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(1);
  private final RedisConnection redis;
  private final AtomicLong lastRun = new AtomicLong();
  private final String queue;
  private int added;

  FaultyLoad(String uri, String queue) {
    this.queue = queue;
    redis = RedisConnection.open(RedisSettings.of(uri), scheduler, RedisListener.NONE);
    node = new TestNode("node", new RedisJobStore(new ScriptRunner(redis, "test")));
    node.handlers.add("note", Integer.class, (number, context) -> note(number));
    node.poll(QueueSettings.of(queue, 2).withLimits(LIMITS));
  }

  private Object note(int number) {
    lastRun.set(System.nanoTime());
    return runs.computeIfAbsent(number, n -> new AtomicInteger()).incrementAndGet();
  }

  /** Adds so many more. */
  void add(int jobs) {
    for (int i = 0; i < jobs; i++) {
      addOne();
    }
  }

  /** Adds one more, as often as it takes. */
  void addOne() {
    int number = added++;
    JobRequest job = JobRequest.builder("note", number).queue(queue).id("job-" + number).build();
    await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(5))
        .atMost(LONGEST)
        .until(() -> isThere(job));
  }

  private boolean isThere(JobRequest job) {
    try {
      Outcome outcome = node.queue.enqueue(job).outcome();
      return outcome == Outcome.ADDED || outcome == Outcome.KNOWN;
    } catch (StoreUnavailableException e) {
      refused.incrementAndGet();
      return false;
    }
  }

  int added() {
    return added;
  }

  long repeated() {
    return runs.values().stream().mapToLong(n -> n.get() - 1).sum();
  }

  void awaitAll() {
    await().atMost(LONGEST).until(() -> runs.size() == added);
  }

  /** How long it took after that instant until a job ran. */
  Duration recovery(long since) {
    await().atMost(LONGEST).until(() -> lastRun.get() - since > 0);
    return Duration.ofNanos(lastRun.get() - since);
  }

  /** All have run, and it is told how often. */
  void report(String fault, Duration recovery) {
    awaitAll();
    FaultReport.print(fault, added, added - runs.size(), repeated(), recovery);
    assertThat(recovery).isLessThan(LONGEST);
  }

  @Override
  public void close() {
    node.close();
    redis.close();
    scheduler.shutdownNow();
  }
}
