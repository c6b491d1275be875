package io.buttress.jobs.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.buttress.jobs.JobDetail;
import io.buttress.jobs.JobFilter;
import io.buttress.jobs.JobOperations;
import io.buttress.jobs.JobRequest;
import io.buttress.jobs.JobState;
import io.buttress.jobs.QueueStatus;
import io.buttress.jobs.engine.JsonPayloads;
import io.buttress.jobs.engine.Operations;
import io.buttress.jobs.engine.PayloadCodec;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes that are killed or suspended while they work: no job is lost. */
class FaultsIT {
  private static final Duration LONGEST = Duration.ofSeconds(60);

  private RedisForTests redis;
  private TestNode node;
  private JobOperations operations;

  @BeforeEach
  void start() {
    redis = new RedisForTests();
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

  private WorkerProcess worker(String name) {
    return WorkerProcess.start(redis.server.uri(), name);
  }

  private long runs() {
    String all = redis.server.command("HVALS", WorkerProcess.RUNS);
    return all.lines().mapToLong(Long::parseLong).sum();
  }

  private long done() {
    return Long.parseLong(redis.server.command("HLEN", WorkerProcess.RUNS));
  }

  private QueueStatus status() {
    return operations.status("default");
  }

  private void add(int jobs, int millisEach) {
    var unused =
        node.queue.enqueueAll(
            IntStream.range(0, jobs).mapToObj(i -> JobRequest.of("work", millisEach)).toList());
  }

  @Test
  void workers_that_are_killed_lose_no_job() {
    int kills = FaultReport.pick(2, 20);
    int jobs = 200 * kills;
    add(jobs, 15);
    for (int i = 1; i <= kills; i++) {
      long some = (long) jobs * i / (kills + 2);
      try (WorkerProcess victim = worker("victim-" + i)) {
        await().atMost(LONGEST).until(() -> done() > some);
        assertThat(victim.isAlive()).isTrue();
      }
    }
    long killed = System.nanoTime();
    long before = done();
    Duration recovery;
    try (WorkerProcess last = worker("last")) {
      await()
          .atMost(LONGEST)
          .until(() -> done() > before && status().totals().containsKey("crashed"));
      recovery = FaultReport.since(killed);
      await().atMost(LONGEST).until(() -> done() == jobs && status().leased() == 0);
      assertThat(last.isAlive()).isTrue();
    }
    // What a killed worker has at most: what runs, and what it has fetched ahead.
    assertThat(runs() - jobs).isBetween(0L, kills * (4L + 100));
    FaultReport.print(kills + " workers killed", jobs, jobs - done(), runs() - jobs, recovery);
  }

  @Test
  void a_worker_that_was_suspended_for_longer_than_its_lease_comes_too_late() {
    int times = FaultReport.pick(1, 10);
    try (WorkerProcess suspended = worker("suspended")) {
      for (int i = 1; i <= times; i++) {
        long late = status().totals().getOrDefault("late", 0L);
        add(8, 300);
        await().atMost(LONGEST).until(() -> status().leased() >= 4);
        suspended.suspend();
        long before = done();
        long jobs = 8L * i;
        try (WorkerProcess other = worker("other")) {
          await().atMost(LONGEST).until(() -> done() == jobs && status().leased() == 0);
          assertThat(other.isAlive()).isTrue();
        }
        assertThat(before).isLessThan(jobs);
        long resumed = System.nanoTime();
        suspended.resume();
        await().atMost(LONGEST).until(() -> status().totals().getOrDefault("late", 0L) > late);
        assertThat(status().leased()).isZero();
        FaultReport.print(
            "worker suspended beyond its lease",
            jobs,
            jobs - done(),
            runs() - jobs,
            FaultReport.since(resumed));
      }
      add(4, 1);
      await().atMost(LONGEST).until(() -> done() == 8L * times + 4);
    }
  }

  @Test
  void a_job_that_brings_its_worker_down_is_dead_after_three_crashes_and_the_others_are_done() {
    var unused = node.queue.enqueue("halt", null);
    add(40, 20);
    long start = System.nanoTime();
    for (int i = 0; status().dead() == 0; i++) {
      assertThat(i).isLessThan(10);
      try (WorkerProcess worker = worker("victim")) {
        await()
            .atMost(LONGEST)
            .until(() -> !worker.isAlive() || status().dead() == 1 && done() == 40);
      }
    }
    Duration recovery = FaultReport.since(start);
    try (WorkerProcess worker = worker("victim")) {
      await().atMost(LONGEST).until(() -> done() == 40 && status().leased() == 0);
      assertThat(worker.isAlive()).isTrue();
    }
    String id = operations.list("default", JobState.DEAD, JobFilter.ALL, 0, 1).jobs().get(0).id();
    JobDetail dead = operations.find("default", id).orElseThrow();
    assertThat(dead.crashes()).isEqualTo(3);
    assertThat(dead.errors()).hasSize(3).allMatch(error -> error.node().equals("victim"));
    FaultReport.print("a job that halts its JVM", 41, 40 - done(), runs() - 40, recovery);
  }

  @Test
  void an_effect_that_was_committed_takes_place_once_though_its_worker_died_before_it_could_say_so(
      @TempDir Path folder) throws SQLException {
    String database = "jdbc:h2:file:" + folder.resolve("bank") + ";WRITE_DELAY=0";
    try (Connection connection = DriverManager.getConnection(database);
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE buttress_inbox (job_id VARCHAR(140) PRIMARY KEY)");
      statement.execute("CREATE TABLE account (balance INT)");
      statement.execute("INSERT INTO account VALUES (0)");
    }
    int deaths = 0;
    int jobs = 0;
    long start = System.nanoTime();
    for (int i = 0; i < FaultReport.pick(1, 10); i++) {
      // Both at once: what one of them does to the worker is a crash of the other, too.
      add("pay");
      add("pay");
      jobs += 2;
      deaths += finish(database, jobs);
    }
    assertThat(deaths).isPositive();
    assertThat(status().dead()).isZero();
    assertThat(balance(database)).isEqualTo(jobs);
    FaultReport.print(
        deaths + " deaths between commit and acknowledgement",
        jobs,
        jobs - balance(database),
        0,
        FaultReport.since(start).dividedBy(deaths + 1));
  }

  private void add(String type) {
    var unused = node.queue.enqueue(type, 1);
  }

  /** Starts workers until so many jobs are done; how many died. */
  private int finish(String database, int jobs) {
    for (int deaths = 0; ; deaths++) {
      try (WorkerProcess worker = WorkerProcess.start(redis.server.uri(), "teller", database)) {
        await()
            .atMost(LONGEST)
            .until(() -> !worker.isAlive() || status().totals().getOrDefault("done", 0L) == jobs);
        if (worker.isAlive()) {
          return deaths;
        }
      }
    }
  }

  private static int balance(String database) throws SQLException {
    try (Connection connection = DriverManager.getConnection(database);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT balance FROM account")) {
      assertThat(rows.next()).isTrue();
      return rows.getInt(1);
    }
  }
}
