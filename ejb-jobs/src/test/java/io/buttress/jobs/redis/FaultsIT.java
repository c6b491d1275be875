package io.buttress.jobs.redis;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.buttress.error.StoreUnavailableException;
import io.buttress.jobs.Enqueued;
import io.buttress.jobs.Enqueued.Outcome;
import io.buttress.jobs.JobDetail;
import io.buttress.jobs.JobEvent.Kind;
import io.buttress.jobs.JobFilter;
import io.buttress.jobs.JobOperations;
import io.buttress.jobs.JobRequest;
import io.buttress.jobs.JobState;
import io.buttress.jobs.engine.JsonPayloads;
import io.buttress.jobs.engine.Operations;
import io.buttress.jobs.engine.PayloadCodec;
import io.buttress.jobs.engine.QueueSettings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Nodes that are killed and a Redis that is killed: no job is lost. */
class FaultsIT {
  private static final int JOBS = 400;

  private RedisForTests redis;
  private TestNode node;
  private JobOperations operations;

  @BeforeEach
  void start() {
    redis = new RedisForTests(o -> o.with("appendonly", "yes").with("appendfsync", "always"));
    ScriptRunner runner = new ScriptRunner(redis.connection, "test");
    node = new TestNode("here", new RedisJobStore(runner));
    PayloadCodec codec = new PayloadCodec(new JsonPayloads(), 1_000, Optional.empty());
    operations = new Operations(new RedisOperationsStore(runner), codec);
  }

  @AfterEach
  void stop() {
    node.close();
    redis.close();
  }

  private long runs() {
    return redis
        .server
        .command("HVALS", WorkerProcess.RUNS)
        .lines()
        .mapToLong(Long::parseLong)
        .sum();
  }

  private long done() {
    return Long.parseLong(redis.server.command("HLEN", WorkerProcess.RUNS));
  }

  @Test
  void workers_that_are_killed_lose_no_job() throws IOException {
    List<JobRequest> jobs = new ArrayList<>();
    for (int i = 0; i < JOBS; i++) {
      jobs.add(JobRequest.of("work", 15));
    }
    List<Enqueued> added = node.queue.enqueueAll(jobs);
    try (WorkerProcess first = WorkerProcess.start(redis.server.uri(), "first");
        WorkerProcess second = WorkerProcess.start(redis.server.uri(), "second")) {
      await().atMost(30, SECONDS).until(() -> done() > JOBS / 8);
      first.close();
      await().atMost(30, SECONDS).until(() -> done() > JOBS / 4);
      second.close();
    }
    long killed = System.nanoTime();
    try (WorkerProcess last = WorkerProcess.start(redis.server.uri(), "last")) {
      await().atMost(40, SECONDS).until(() -> done() == added.size());
      assertThat(last).isNotNull();
    }
    await().until(() -> operations.status("default").leased() == 0);
    assertThat(operations.status("default").totals().get("crashed")).isPositive();
    assertThat(runs() - JOBS).isBetween(0L, 2L * (4 + 100));
    System.out.printf(
        "killed 2 workers: %d jobs, %d lost, %d repeated, all done %d ms after the last kill%n",
        JOBS, JOBS - done(), runs() - JOBS, (System.nanoTime() - killed) / 1_000_000);
  }

  @Test
  void a_job_that_brings_its_worker_down_is_dead_after_three_crashes() throws IOException {
    var unused = node.queue.enqueue("halt", null);
    for (int i = 1; i <= 3; i++) {
      int crashes = i;
      try (WorkerProcess worker = WorkerProcess.start(redis.server.uri(), "victim")) {
        await().atMost(30, SECONDS).until(() -> operations.status("default").leased() == 1);
        assertThat(worker).isNotNull();
      }
      await()
          .atMost(30, SECONDS)
          .until(
              () -> {
                WorkerProcess.reap(redis.connection);
                return crashes == 3
                    ? operations.status("default").dead() == 1
                    : operations.status("default").ready() == 1;
              });
    }
    JobDetail dead = operations.list("default", JobState.DEAD, JobFilter.ALL, 0, 1).jobs().get(0);
    assertThat(dead.crashes()).isEqualTo(3);
    assertThat(operations.find("default", dead.id()).orElseThrow().errors())
        .hasSize(3)
        .allMatch(error -> error.node().equals("victim"));
  }

  @Test
  void a_redis_that_is_killed_loses_no_job_and_the_poller_goes_on_by_itself() {
    AtomicInteger done = new AtomicInteger();
    node.handlers.add("count", Integer.class, (number, context) -> done.incrementAndGet());
    node.poll(QueueSettings.of("default", 2));
    int added = 0;
    for (int i = 0; i < 300; i++) {
      if (i == 100) {
        redis.server.kill();
        redis.server.restart();
      }
      added += add(i);
    }
    int all = added;
    await().atMost(30, SECONDS).until(() -> done.get() >= all);
    assertThat(node.count(Kind.FAILED)).isZero();
    await().atMost(30, SECONDS).until(() -> operations.status("default").leased() == 0);
    assertThat(operations.status("default").ready()).isZero();
  }

  /** With an id of its own a job is added once, however often it is sent. */
  private int add(int number) {
    JobRequest job = JobRequest.builder("count", number).id("job-" + number).build();
    AtomicInteger added = new AtomicInteger();
    await()
        .atMost(20, SECONDS)
        .until(
            () -> {
              try {
                Outcome outcome = node.queue.enqueue(job).outcome();
                added.set(1);
                return outcome == Outcome.ADDED || outcome == Outcome.KNOWN;
              } catch (StoreUnavailableException e) {
                return false;
              }
            });
    return added.get();
  }
}
