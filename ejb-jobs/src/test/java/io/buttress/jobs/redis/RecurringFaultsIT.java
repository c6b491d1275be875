package io.buttress.jobs.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.buttress.jobs.JobRequest;
import io.buttress.jobs.MissedFires;
import io.buttress.jobs.engine.Events;
import io.buttress.jobs.engine.JobIds;
import io.buttress.jobs.engine.JobWriter;
import io.buttress.jobs.engine.JsonPayloads;
import io.buttress.jobs.engine.PayloadCodec;
import io.buttress.jobs.engine.QueueSettings;
import io.buttress.jobs.engine.Registry;
import io.buttress.jobs.engine.Schedules;
import io.buttress.telemetry.Telemetry;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Recurring jobs on nodes that come and go, by a clock that jumps. */
class RecurringFaultsIT {
  private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");
  private static final long EVERY = Duration.ofMinutes(20).toMillis();
  private static final int NODES = 3;

  private final List<String> ids = new CopyOnWriteArrayList<>();
  private final Random random = new Random(4);
  private int started;

  private TestNode node(RedisForTests redis) {
    ScriptRunner runner = new ScriptRunner(redis.connection, "test", RedisForTests.clocked());
    TestNode node = new TestNode("node" + started++, new RedisJobStore(runner), schedules(runner));
    node.handlers.add("tick", Void.class, (none, context) -> ids.add(context.id()));
    node.poll(QueueSettings.of("default", 1));
    return node;
  }

  private static Schedules schedules(ScriptRunner runner) {
    PayloadCodec codec = new PayloadCodec(new JsonPayloads(), 1_000, Optional.empty());
    JobWriter writer = new JobWriter(codec, new JobIds());
    return new Schedules(
        new RedisRecurringStore(runner), writer, new Registry(), new Events(new Telemetry()));
  }

  @Test
  void each_fire_is_one_job_though_nodes_go_and_clocks_jump_and_change() {
    int steps = FaultReport.pick(6, 300);
    // Half an hour before clocks go back.
    long start = Instant.parse("2026-10-25T00:30:00Z").toEpochMilli();
    Deque<TestNode> nodes = new ArrayDeque<>();
    try (RedisForTests redis = new RedisForTests()) {
      redis.setClock(start);
      ScriptRunner runner = new ScriptRunner(redis.connection, "test", RedisForTests.clocked());
      schedules(runner)
          .put("tick", "*/20 * * * *", ZONE, MissedFires.ALL, JobRequest.of("tick", null));
      for (int i = 0; i < NODES; i++) {
        nodes.add(node(redis));
      }
      long now = start;
      long latest = start;
      Duration slowest = Duration.ZERO;
      for (int i = 0; i < steps; i++) {
        now += Duration.ofMinutes(random.nextInt(5) == 0 ? -10 : random.nextInt(45)).toMillis();
        latest = Math.max(latest, now);
        redis.setClock(now);
        long step = System.nanoTime();
        nodes.add(node(redis));
        nodes.removeFirst().close();
        List<String> expected = fires(start, latest);
        await()
            .atMost(FaultyLoad.LONGEST)
            .untilAsserted(() -> assertThat(ids).containsExactlyInAnyOrderElementsOf(expected));
        Duration took = FaultReport.since(step);
        slowest = took.compareTo(slowest) > 0 ? took : slowest;
        await()
            .atMost(FaultyLoad.LONGEST)
            .until(() -> redis.server.command("ZCARD", "bt:{test:default}:l").equals("0"));
      }
      nodes.forEach(TestNode::close);
      int fires = fires(start, latest).size();
      int runs = Set.copyOf(ids).size();
      assertThat(fires).isPositive();
      FaultReport.print(
          steps + " steps of the clock, each with another node",
          fires,
          fires - runs,
          ids.size() - runs,
          slowest);
    }
  }

  /** Whichever hour it is: a third of an hour after the other. */
  private static List<String> fires(long after, long until) {
    return LongStream.rangeClosed(after / EVERY + 1, until / EVERY)
        .mapToObj(i -> "tick:" + i * EVERY)
        .toList();
  }
}
