package io.buttress.jobs.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.buttress.jobs.JobContext.BatchResult;
import io.buttress.jobs.JobRequest;
import io.buttress.jobs.engine.ClaimedJob;
import io.buttress.jobs.engine.Envelope;
import io.buttress.jobs.engine.NewBatch;
import io.buttress.jobs.engine.NewJob;
import io.buttress.jobs.engine.QueueSettings;
import io.buttress.jobs.engine.Settlement;
import io.buttress.jobs.engine.Turn;
import io.buttress.jobs.engine.TurnLimits;
import io.buttress.jobs.engine.TurnReply;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Batches that take several trips to be added, and may be cut off between two of them. */
class BatchIT extends NodesTesting {
  private static final long START = 1_800_000_000_000L;
  private static final long HOUR = Duration.ofHours(1).toMillis();
  private static final TurnLimits LONG_LEASES =
      new TurnLimits(Duration.ofDays(1), 0, 0, 3, 3, 100, Duration.ofDays(30));
  private static final NewBatch FIVE =
      new NewBatch(
          "batch",
          5,
          Optional.of(
              new NewJob(
                  "then",
                  Duration.ZERO,
                  new Envelope(4, Map.of(Envelope.BATCH_RESULT, "@"), "then", ""))));

  private RedisJobStore clocked() {
    redis.setClock(START);
    return new RedisJobStore(new ScriptRunner(redis.connection, "test", RedisForTests.clocked()));
  }

  private static void add(RedisJobStore to, int from, int count) {
    List<NewJob> jobs =
        IntStream.range(from, from + count)
            .mapToObj(
                i ->
                    new NewJob(
                        "j" + i,
                        Duration.ZERO,
                        Envelope.of("t", "").with(Envelope.BATCH, FIVE.id())))
            .toList();
    var unused = to.add("q", Optional.of(FIVE), jobs, Optional.empty());
  }

  private static TurnReply turn(RedisJobStore of, List<ClaimedJob> done) {
    List<Settlement> settlements = done.stream().<Settlement>map(Settlement.Done::of).toList();
    return of.turn("q", new Turn("node", LONG_LEASES, 10, "4", true, settlements, List.of()));
  }

  private static String dead() {
    return redis.server.command("ZRANGE", "bt:{test:q}:d", "0", "-1");
  }

  @Test
  void what_follows_a_batch_that_was_cut_off_is_dead_after_an_hour_with_its_story() {
    RedisJobStore queue = clocked();
    add(queue, 0, 3);
    List<ClaimedJob> claimed = turn(queue, List.of()).claimed();
    assertThat(claimed).hasSize(3);
    assertThat(turn(queue, claimed).claimed()).isEmpty();
    redis.setClock(START + HOUR - 1);
    assertThat(turn(queue, List.of()).events().cutOff()).isZero();
    redis.setClock(START + HOUR);
    TurnReply reply = turn(queue, List.of());
    assertThat(reply.events().cutOff()).isEqualTo(1);
    assertThat(reply.claimed()).isEmpty();
    assertThat(dead()).isEqualTo("then");
    assertThat(redis.server.command("LRANGE", "bt:{test:q}:e:then", "0", "-1"))
        .endsWith("the batch was cut off: 2 of its 5 jobs were never added");
    assertThat(redis.server.command("GET", "bt:{test:q}:j:then")).contains(";B=5/2");
    assertThat(redis.server.command("EXISTS", "bt:{test:q}:b:batch", "bt:{test:q}:B"))
        .isEqualTo("0");
  }

  @Test
  void it_is_not_given_up_while_jobs_that_were_added_have_not_ended() {
    RedisJobStore queue = clocked();
    add(queue, 0, 3);
    List<ClaimedJob> claimed = turn(queue, List.of()).claimed();
    redis.setClock(START + HOUR);
    assertThat(turn(queue, claimed.subList(0, 2)).events().cutOff()).isEqualTo(1);
    assertThat(dead()).isEmpty();
    assertThat(turn(queue, claimed.subList(2, 3)).events().cutOff()).isZero();
    assertThat(dead()).isEqualTo("then");
  }

  @Test
  void each_part_gives_the_next_one_another_hour_and_the_last_one_seals_it() {
    RedisJobStore queue = clocked();
    add(queue, 0, 2);
    redis.setClock(START + HOUR - 1);
    add(queue, 2, 2);
    redis.setClock(START + 2 * HOUR - 2);
    List<ClaimedJob> claimed = turn(queue, List.of()).claimed();
    assertThat(turn(queue, claimed).claimed()).isEmpty();
    add(queue, 4, 1);
    redis.setClock(START + 9 * HOUR);
    claimed = turn(queue, List.of()).claimed();
    assertThat(claimed).extracting(ClaimedJob::id).containsExactly("j4");
    assertThat(turn(queue, claimed).claimed()).extracting(ClaimedJob::id).containsExactly("then");
    assertThat(dead()).isEmpty();
  }

  @Test
  void a_batch_of_several_trips_is_followed_once_when_all_have_ended() {
    List<Object> seen = new CopyOnWriteArrayList<>();
    node.handlers.add("part", Void.class, (none, context) -> null);
    node.handlers.add(
        "all", Void.class, (none, context) -> seen.add(context.batch().orElseThrow()));
    node.poll(QueueSettings.of("default", 3));
    String unused =
        node.queue.enqueueBatch(
            Collections.nCopies(2_500, JobRequest.of("part", null)), JobRequest.of("all", null));
    await().untilAsserted(() -> assertThat(seen).containsExactly(new BatchResult(2_500, 0)));
  }
}
