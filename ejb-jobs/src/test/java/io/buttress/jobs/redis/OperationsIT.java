package io.buttress.jobs.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.buttress.jobs.HandlerSettings;
import io.buttress.jobs.JobDetail;
import io.buttress.jobs.JobEvent.Kind;
import io.buttress.jobs.JobFilter;
import io.buttress.jobs.JobOperations;
import io.buttress.jobs.JobRequest;
import io.buttress.jobs.JobState;
import io.buttress.jobs.MissedFires;
import io.buttress.jobs.QueueActivity;
import io.buttress.jobs.QueueStatus;
import io.buttress.jobs.RetryPolicy;
import io.buttress.jobs.engine.Events;
import io.buttress.jobs.engine.JobIds;
import io.buttress.jobs.engine.JobWriter;
import io.buttress.jobs.engine.JsonPayloads;
import io.buttress.jobs.engine.Operations;
import io.buttress.jobs.engine.PayloadCodec;
import io.buttress.jobs.engine.QueueSettings;
import io.buttress.jobs.engine.Registry;
import io.buttress.jobs.engine.Schedules;
import io.buttress.jobs.engine.Sealing;
import io.buttress.jobs.engine.TurnLimits;
import io.buttress.telemetry.Telemetry;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What operators see and do, and recurring jobs, with a real Redis. */
class OperationsIT {
  private static final String QUEUE = "default";
  private static final HandlerSettings ONCE = HandlerSettings.STANDARD.withRetry(RetryPolicy.NEVER);

  private static RedisForTests redis;
  private final PayloadCodec codec =
      new PayloadCodec(new JsonPayloads(), PayloadCodec.USUAL_MOST, Optional.empty());
  private ScriptRunner runner;
  private TestNode node;
  private JobOperations operations;

  @BeforeAll
  static void startRedis() {
    redis = new RedisForTests();
  }

  @AfterAll
  static void stopRedis() {
    redis.close();
  }

  @BeforeEach
  void start() {
    redis.server.command("FLUSHALL");
    runner = new ScriptRunner(redis.connection, "test");
    node = new TestNode("node1", new RedisJobStore(runner));
    operations = new Operations(new RedisOperationsStore(runner), codec);
  }

  @AfterEach
  void stop() {
    node.close();
  }

  private void failing(AtomicBoolean works) {
    node.handlers.add(
        "mail",
        String.class,
        ONCE,
        (text, context) -> {
          if (!works.get()) {
            throw new IllegalStateException("no mail server for " + text);
          }
          return null;
        });
  }

  @Test
  void the_dead_tell_their_story_and_can_be_tried_again_one_some_or_all() {
    AtomicBoolean works = new AtomicBoolean();
    failing(works);
    List<JobRequest> mails = new ArrayList<>();
    for (int i = 0; i < 250; i++) {
      mails.add(JobRequest.of("mail", (i % 2 == 0 ? "even " : "odd ") + i));
    }
    List<String> ids = node.queue.enqueueAll(mails).stream().map(e -> e.id()).toList();
    node.poll(QueueSettings.of(QUEUE, 5));
    await().until(() -> operations.status(QUEUE).dead() == 250);

    JobDetail dead = operations.find(QUEUE, ids.get(7)).orElseThrow();
    assertThat(dead.state()).isEqualTo(JobState.DEAD);
    assertThat(dead.payload()).isEqualTo("\"odd 7\"");
    assertThat(dead.failures()).isEqualTo(1);
    assertThat(dead.node()).contains("node1");
    assertThat(dead.firstFailure()).isPresent();
    assertThat(dead.at().orElseThrow()).isAfterOrEqualTo(dead.created());
    assertThat(dead.errors()).singleElement().matches(e -> e.text().contains("server for odd 7"));

    works.set(true);
    assertThat(operations.requeue(QUEUE, ids.get(7))).isTrue();
    assertThat(operations.requeue(QUEUE, "nobody")).isFalse();
    JobFilter odd =
        new JobFilter(Optional.of("mail"), Optional.of("odd"), Optional.empty(), Optional.empty());
    assertThat(operations.requeueAll(QUEUE, odd)).isEqualTo(124);
    assertThat(operations.discard(QUEUE, ids.get(0))).isTrue();
    assertThat(operations.discardAll(QUEUE, JobFilter.ALL)).isEqualTo(124);
    await().until(() -> node.count(Kind.SUCCEEDED) == 125);
    await().until(() -> operations.status(QUEUE).totals().get("done") == 125);
    assertThat(operations.status(QUEUE).dead()).isZero();
  }

  @Test
  void pages_of_twenty_thousand_jobs_are_read_anywhere() {
    List<JobRequest> jobs = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      jobs.add(JobRequest.of("work", i));
    }
    int size = node.queue.enqueueAll(jobs).size();
    assertThat(size).isEqualTo(20_000);
    JobOperations.JobPage page = operations.list(QUEUE, JobState.READY, JobFilter.ALL, 12_000, 100);
    assertThat(page.inAll()).isEqualTo(20_000);
    assertThat(page.jobs()).extracting(JobDetail::payload).startsWith("12000").endsWith("12099");
    assertThat(page.next()).contains(12_100L);
    QueueStatus status = operations.status(QUEUE);
    assertThat(status.ready()).isEqualTo(20_000);
    assertThat(status.oldest().orElseThrow()).isLessThan(Duration.ofMinutes(1));
  }

  @Test
  void a_job_is_as_old_as_the_time_since_when_it_could_be_started() {
    long hourAgo = System.currentTimeMillis() - Duration.ofHours(1).toMillis();
    assertThat(ageOf("1 " + hourAgo + " 4 - work\n")).isBetween(59 * 60, 61 * 60);
    assertThat(ageOf("1 " + hourAgo + " 4 ;d=3540000 work\n")).isBetween(50, 120);
    assertThat(ageOf("1 " + hourAgo + " 4 ;a=" + (hourAgo + 3_540_000) + " work\n"))
        .isBetween(50, 120);
    String key = "bt:{test:default}:e:old";
    redis.server.command("LPUSH", key, (hourAgo + 3_540_000) + " node it failed");
    assertThat(ageOf("1+" + hourAgo + " 4 - work\n")).isBetween(50, 120);
    assertThat(ageOf("2 of a newer version")).isZero();
  }

  /** In seconds. */
  private int ageOf(String body) {
    redis.server.command("SET", "bt:{test:default}:j:old", body);
    redis.server.command("DEL", "bt:{test:default}:r4");
    redis.server.command("RPUSH", "bt:{test:default}:r4", "old");
    return operations
        .status(QUEUE)
        .oldest()
        .map(Duration::toSeconds)
        .map(Math::toIntExact)
        .orElse(0);
  }

  @Test
  void a_paused_queue_starts_nothing_until_it_is_resumed() {
    AtomicInteger runs = new AtomicInteger();
    node.handlers.add("work", Void.class, (none, context) -> runs.incrementAndGet());
    operations.pause(QUEUE);
    var poller = node.poll(QueueSettings.of(QUEUE, 1));
    var unused = node.queue.enqueue("work", null);
    assertThat(poller.turn()).isFalse();
    assertThat(operations.status(QUEUE).paused()).isTrue();
    assertThat(operations.status(QUEUE).ready()).isEqualTo(1);
    assertThat(runs).hasValue(0);
    operations.resume(QUEUE);
    await().until(() -> runs.get() == 1);
  }

  @Test
  void a_running_job_can_be_asked_to_stop_and_a_waiting_one_is_gone() {
    CountDownLatch begun = new CountDownLatch(1);
    node.handlers.add(
        "work",
        Void.class,
        (none, context) -> {
          begun.countDown();
          context.progress("half");
          new CountDownLatch(1).await();
          return null;
        });
    var limits = new TurnLimits(Duration.ofSeconds(1), 0, 0, 3, 10, 100, Duration.ofDays(1));
    node.poll(QueueSettings.of(QUEUE, 1).withLimits(limits));
    String running = node.queue.enqueue("work", null).id();
    await().until(() -> begun.getCount() == 0);
    String waiting =
        node.queue
            .enqueue(JobRequest.builder("work", null).delay(Duration.ofHours(1)).build())
            .id();
    await().until(() -> progress(running).equals(Optional.of("half")));
    assertThat(operations.discard(QUEUE, waiting)).isTrue();
    assertThat(operations.discard(QUEUE, running)).isTrue();
    await().until(() -> node.count(Kind.DISCARDED) == 1);
    await().until(() -> operations.find(QUEUE, running).isEmpty());
    assertThat(operations.find(QUEUE, waiting)).isEmpty();
  }

  private Optional<String> progress(String id) {
    return operations.find(QUEUE, id).flatMap(JobDetail::progress);
  }

  @Test
  void throughput_and_latencies_of_all_nodes_are_told() {
    RedisJobStore store = new RedisJobStore(runner);
    store.tell(QUEUE, List.of("w0", "90", "w5", "9", "w12", "1", "r3", "100"));
    store.tell(QUEUE, List.of("w0", "100", "r3", "100"));
    QueueActivity activity = operations.activity(QUEUE, 2);
    assertThat(activity.runs()).isEqualTo(200);
    assertThat(activity.over()).isBetween(Duration.ofMinutes(1), Duration.ofMinutes(2));
    assertThat(activity.throughput()).isBetween(200 / 120.0, 200 / 60.0);
    assertThat(activity.running().median()).isEqualTo(Duration.ofMillis(8));
    assertThat(activity.waiting().median()).isEqualTo(Duration.ofMillis(1));
    assertThat(activity.waiting().p99()).isEqualTo(Duration.ofMillis(32));
    assertThat(activity.waiting().longest()).isEqualTo(Duration.ofMillis(4_096));
    assertThat(operations.activity("idle", 60).runs()).isZero();
    assertThat(operations.activity("idle", 60).waiting().longest()).isZero();
  }

  @Test
  void jobs_are_listed_by_the_time_of_their_creation() {
    String id = node.queue.enqueue("mail", "hello").id();
    Instant now = operations.find(QUEUE, id).orElseThrow().created();
    assertThat(listed(Optional.of(now), Optional.empty())).isEqualTo(1);
    assertThat(listed(Optional.empty(), Optional.of(now))).isZero();
    assertThat(listed(Optional.of(now), Optional.of(now.plusMillis(1)))).isEqualTo(1);
    assertThat(listed(Optional.of(now.plusMillis(1)), Optional.empty())).isZero();
  }

  private int listed(Optional<Instant> after, Optional<Instant> before) {
    JobFilter filter = new JobFilter(Optional.of("mail"), Optional.of("ell"), after, before);
    return operations.list(QUEUE, JobState.READY, filter, 0, 10).jobs().size();
  }

  @Test
  void a_job_of_a_newer_version_is_left_alone_and_told_of() {
    AtomicInteger runs = new AtomicInteger();
    node.handlers.add("work", Void.class, (none, context) -> runs.incrementAndGet());
    redis.server.command("SET", "bt:{test:default}:j:new", "2 of the future");
    redis.server.command("RPUSH", "bt:{test:default}:r4", "new");
    var unused = node.queue.enqueue("work", null);
    node.poll(QueueSettings.of(QUEUE, 1));
    await().until(() -> runs.get() == 1);
    assertThat(operations.status(QUEUE).totals()).containsEntry("unreadable", 1L);
    assertThat(operations.status(QUEUE).delayed()).isEqualTo(1);
    assertThat(operations.find(QUEUE, "new")).isPresent();
  }

  @Test
  void a_queue_has_a_limit_for_all_nodes_together() {
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    TurnLimits two = new TurnLimits(Duration.ofSeconds(10), 2, 0, 3, 10, 100, Duration.ofDays(1));
    TestNode other = new TestNode("node2", new RedisJobStore(runner));
    for (TestNode each : List.of(node, other)) {
      each.handlers.add(
          "work",
          Integer.class,
          (number, context) -> {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            Thread.onSpinWait();
            return running.decrementAndGet();
          });
    }
    List<JobRequest> jobs = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      jobs.add(JobRequest.of("work", i));
    }
    assertThat(node.queue.enqueueAll(jobs)).hasSize(300);
    node.poll(QueueSettings.of(QUEUE, 5).withLimits(two));
    other.poll(QueueSettings.of(QUEUE, 5).withLimits(two));
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> node.count(Kind.SUCCEEDED) + other.count(Kind.SUCCEEDED) == 300);
    assertThat(most.get()).isBetween(1, 2);
    other.close();
  }

  @Test
  void a_redis_that_would_delete_jobs_is_known() {
    RedisOperationsStore store = new RedisOperationsStore(runner);
    assertThat(store.evictionPolicy(QUEUE)).isEqualTo("noeviction");
    redis.server.command("CONFIG", "SET", "maxmemory-policy", "allkeys-lru");
    assertThat(store.evictionPolicy(QUEUE)).isEqualTo("allkeys-lru");
    redis.server.command("CONFIG", "SET", "maxmemory-policy", "noeviction");
  }

  @Test
  void a_kept_job_has_its_result() {
    node.handlers.add("add", Integer.class, (number, context) -> number + 1);
    node.poll(QueueSettings.of(QUEUE, 1));
    String id =
        node.queue
            .enqueue(JobRequest.builder("add", 41).retention(Duration.ofMinutes(1)).build())
            .id();
    await().until(() -> operations.status(QUEUE).completed() == 1);
    assertThat(operations.find(QUEUE, id).flatMap(JobDetail::result)).contains("42");
    assertThat(operations.list(QUEUE, JobState.COMPLETED, JobFilter.ALL, 0, 10).jobs()).hasSize(1);
  }

  @Test
  void a_recurring_job_fires_once_on_three_nodes() {
    List<String> ids = new CopyOnWriteArrayList<>();
    Registry registry = new Registry();
    RedisRecurringStore store = new RedisRecurringStore(runner);
    Schedules schedules =
        new Schedules(
            store, new JobWriter(codec, new JobIds()), registry, new Events(new Telemetry()));
    List<TestNode> nodes = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      TestNode each = new TestNode("node" + i, new RedisJobStore(runner), schedules);
      each.handlers.add("report", Void.class, (none, context) -> ids.add(context.id()));
      nodes.add(each);
    }
    schedules.put(
        "nightly",
        "0 3 * * *",
        ZoneId.of("Europe/Berlin"),
        MissedFires.ONCE,
        JobRequest.of("report", null));
    schedules.put(
        "nightly",
        "0 3 * * *",
        ZoneId.of("Europe/Berlin"),
        MissedFires.ONCE,
        JobRequest.of("report", null));
    assertThat(schedules.list(QUEUE)).singleElement().matches(s -> s.type().equals("report"));
    // It was due yesterday.
    long fire = schedules.list(QUEUE).get(0).next().toEpochMilli() - Duration.ofDays(2).toMillis();
    redis.server.command("ZADD", "bt:{test:default}:t", Long.toString(fire), "nightly");
    nodes.forEach(each -> each.poll(QueueSettings.of(QUEUE, 1)));
    await().until(() -> !ids.isEmpty());
    await().until(() -> operations.status(QUEUE).leased() == 0);
    assertThat(ids).singleElement().matches(id -> id.matches("nightly:\\d{13}"));
    assertThat(schedules.list(QUEUE).get(0).next()).isAfter(operations.status(QUEUE).at());
    assertThat(schedules.remove(QUEUE, "nightly")).isTrue();
    assertThat(schedules.list(QUEUE)).isEmpty();
    nodes.forEach(TestNode::close);
  }

  @Test
  void an_encrypted_payload_is_seen_only_with_the_key() {
    PayloadCodec sealed =
        new PayloadCodec(new JsonPayloads(), 1_000, Optional.of(new Sealing(new byte[32])));
    Schedules schedules =
        new Schedules(
            new RedisRecurringStore(runner),
            new JobWriter(sealed, new JobIds()),
            new Registry(),
            new Events(new Telemetry()));
    schedules.put(
        "secret",
        "0 3 * * *",
        ZoneId.of("UTC"),
        MissedFires.ONCE,
        JobRequest.of("work", "the secret"));
    redis.server.command("ZADD", "bt:{test:default}:t", "1", "secret");
    TestNode other = new TestNode("other", new RedisJobStore(runner), schedules);
    operations.pause(QUEUE);
    other.poll(QueueSettings.of(QUEUE, 1));
    await().until(() -> operations.status(QUEUE).ready() == 1);
    JobDetail seen = operations.list(QUEUE, JobState.READY, JobFilter.ALL, 0, 1).jobs().get(0);
    assertThat(seen.payload()).doesNotContain("secret");
    JobOperations withKey = new Operations(new RedisOperationsStore(runner), sealed);
    assertThat(withKey.find(QUEUE, seen.id()).orElseThrow().payload()).isEqualTo("\"the secret\"");
    other.close();
  }
}
