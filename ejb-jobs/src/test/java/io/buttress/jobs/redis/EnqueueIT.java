package io.buttress.jobs.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.buttress.embedded.EmbeddedRedis;
import io.buttress.jobs.Enqueued;
import io.buttress.jobs.Enqueued.Outcome;
import io.buttress.jobs.JobRequest;
import io.buttress.jobs.NotReplicatedException;
import io.buttress.jobs.Unique.IfTaken;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How jobs get into a queue in a real Redis. */
class EnqueueIT {
  private static final Duration SOON = Duration.ofMillis(50);

  private final RedisForTests redis = new RedisForTests();
  private TestNode node;

  @BeforeEach
  void start() {
    node = new TestNode("node", new RedisJobStore(new ScriptRunner(redis.connection, "test")));
  }

  @AfterEach
  void stop() {
    node.close();
    redis.close();
  }

  private EmbeddedRedis startReplica() {
    redis.server.command("CONFIG", "SET", "repl-diskless-sync-delay", "0");
    String master = "127.0.0.1 " + redis.server.port();
    EmbeddedRedis replica = EmbeddedRedis.start(options -> options.with("replicaof", master));
    await().until(() -> replica.command("INFO", "replication").contains("master_link_status:up"));
    return replica;
  }

  private String ready() {
    return redis.server.command("LLEN", "bt:{test:default}:r4");
  }

  @Test
  void a_replica_has_what_was_added_when_the_sender_goes_on() {
    try (EmbeddedRedis replica = startReplica()) {
      var queue = node.queue.replicated(1, Duration.ofSeconds(5));
      for (int i = 0; i < 100; i++) {
        assertThat(queue.enqueue("note", i).outcome()).isEqualTo(Outcome.ADDED);
        assertThat(replica.command("LLEN", "bt:{test:default}:r4"))
            .isEqualTo(Integer.toString(i + 1));
      }
    }
  }

  @Test
  void too_few_replicas_are_told_and_the_job_is_there_all_the_same() {
    JobRequest job = JobRequest.builder("note", 1).id("id1").build();
    var queue = node.queue.replicated(1, SOON);
    assertThatThrownBy(() -> queue.enqueue(job))
        .isInstanceOfSatisfying(
            NotReplicatedException.class,
            e -> {
              assertThat(e.jobs()).extracting("outcome").containsExactly(Outcome.ADDED);
              assertThat(e.acknowledged()).isZero();
              assertThat(e).hasMessage("1 jobs were added, but 0 of 1 replicas have them");
            });
    assertThat(ready()).isEqualTo("1");
    try (EmbeddedRedis replica = startReplica()) {
      assertThat(node.queue.replicated(1, Duration.ofSeconds(5)).enqueue(job).outcome())
          .isEqualTo(Outcome.KNOWN);
      assertThat(replica.command("LLEN", "bt:{test:default}:r4")).isEqualTo("1");
    }
  }

  @Test
  void replicas_that_stay_away_do_not_look_like_a_redis_that_is_gone() {
    var queue = node.queue.replicated(1, Duration.ofMillis(300));
    for (int i = 0; i < 8; i++) {
      assertThatThrownBy(() -> queue.enqueue("note", 1)).isInstanceOf(NotReplicatedException.class);
    }
    assertThat(redis.connection.isOut()).isFalse();
    assertThat(node.queue.enqueue("note", 1).outcome()).isEqualTo(Outcome.ADDED);
  }

  @Test
  void a_server_that_has_forgotten_the_script_is_told_it_again() {
    redis.server.command("SCRIPT", "FLUSH");
    assertThat(node.queue.enqueueAll(notes(1_000))).hasSize(1_000);
    redis.server.command("SCRIPT", "FLUSH");
    assertThatThrownBy(() -> node.queue.replicated(1, SOON).enqueue("note", 1))
        .isInstanceOf(NotReplicatedException.class);
    assertThat(ready()).isEqualTo("1001");
  }

  @Test
  void a_thousand_jobs_are_one_trip_of_twenty_short_runs_in_their_order() {
    assertThat(node.queue.enqueueAll(notes(1_000))).hasSize(1_000);
    redis.server.command("CONFIG", "RESETSTAT");
    var added = node.queue.enqueueAll(notes(2_000));
    assertThat(added).extracting("outcome").containsOnly(Outcome.ADDED);
    assertThat(redis.server.command("INFO", "commandstats"))
        .containsPattern("cmdstat_evalsha:calls=40,");
    assertThat(redis.server.command("LRANGE", "bt:{test:default}:r4", "1000", "-1").lines())
        .containsExactlyElementsOf(added.stream().map(job -> job.id()).toList());
  }

  @Test
  void an_instant_is_kept_to_by_redis_clock_and_a_past_one_is_now() {
    Instant later = Instant.parse("2100-01-01T00:00:00Z");
    String id = node.queue.enqueue(JobRequest.builder("note", 1).at(later).build()).id();
    var unused = node.queue.enqueue(JobRequest.builder("note", 2).at(Instant.EPOCH).build());
    assertThat(redis.server.command("ZSCORE", "bt:{test:default}:s", id))
        .isEqualTo(Long.toString(later.toEpochMilli()));
    assertThat(ready()).isEqualTo("1");
    Duration longer = Duration.ofDays(3_650);
    Instant soon = Instant.parse("2000-01-01T00:00:00Z");
    unused = node.queue.enqueue(JobRequest.builder("note", 3).at(soon).delay(longer).build());
    assertThat(redis.server.command("ZCARD", "bt:{test:default}:s")).isEqualTo("2");
  }

  @Test
  void a_taken_unique_key_rejects_keeps_or_replaces() {
    JobRequest.Builder first =
        JobRequest.builder("note", 1).unique("order 7", IfTaken.REJECT).delay(Duration.ofHours(1));
    String id = node.queue.enqueue(first.build()).id();
    assertThat(enqueue(IfTaken.REJECT)).isEqualTo(new Enqueued(id, Outcome.REJECTED));
    assertThat(enqueue(IfTaken.KEEP)).isEqualTo(new Enqueued(id, Outcome.KEPT));
    String body = "bt:{test:default}:j:" + id;
    assertThat(redis.server.command("GET", body)).endsWith("\n1");
    assertThat(enqueue(IfTaken.REPLACE)).isEqualTo(new Enqueued(id, Outcome.REPLACED));
    assertThat(redis.server.command("GET", body)).endsWith("\n2");
    assertThat(ready()).isEqualTo("1");
    assertThat(redis.server.command("ZCARD", "bt:{test:default}:s")).isEqualTo("0");
  }

  private Enqueued enqueue(IfTaken policy) {
    return node.queue.enqueue(JobRequest.builder("note", 2).unique("order 7", policy).build());
  }

  private static List<JobRequest> notes(int count) {
    List<JobRequest> jobs = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      jobs.add(JobRequest.of("note", i));
    }
    return jobs;
  }
}
