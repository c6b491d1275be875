package io.buttress.jobs.redis;

import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.buttress.jobs.Enqueued;
import io.buttress.jobs.JobDetail;
import io.buttress.jobs.JobEvent.Kind;
import io.buttress.jobs.JobFilter;
import io.buttress.jobs.JobOperations;
import io.buttress.jobs.JobOperations.JobPage;
import io.buttress.jobs.JobRequest;
import io.buttress.jobs.JobState;
import io.buttress.jobs.engine.ClaimedJob;
import io.buttress.jobs.engine.Envelope;
import io.buttress.jobs.engine.JsonPayloads;
import io.buttress.jobs.engine.NewJob;
import io.buttress.jobs.engine.Operations;
import io.buttress.jobs.engine.OperationsStore.Deed;
import io.buttress.jobs.engine.PayloadCodec;
import io.buttress.jobs.engine.QueueSettings;
import io.buttress.jobs.engine.Settlement;
import io.buttress.jobs.engine.Turn;
import io.buttress.jobs.engine.TurnLimits;
import io.buttress.jobs.engine.TurnReply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Much work is done in steps that do not keep others from Redis for long. */
class SmallStepsIT extends NodesTesting {
  private static final String LONG = "x".repeat(60_000);
  private static final TurnLimits SHORT_LEASES =
      new TurnLimits(Duration.ofMillis(1), 0, 0, 1_000, 1, 0, Duration.ofDays(1));

  private int number;

  private static List<NewJob> jobs(int count, Envelope envelope) {
    return IntStream.range(0, count)
        .mapToObj(i -> new NewJob("j" + i, Duration.ZERO, envelope))
        .toList();
  }

  private TurnReply turn(TurnLimits limits, List<Settlement> settlements) {
    return store.turn(
        "q", new Turn("node", limits, Turn.MOST, "9876543210", true, settlements, List.of()));
  }

  private static List<String> ids(List<ClaimedJob> jobs) {
    return jobs.stream().map(ClaimedJob::id).toList();
  }

  @Test
  void long_jobs_are_added_and_claimed_by_few_at_a_time_in_their_order() {
    List<NewJob> added = jobs(40, Envelope.of("t", LONG));
    assertThat(RedisJobStore.parts(added)).hasSize(20).allMatch(part -> part.size() == 2);
    assertThat(store.add("q", Optional.empty(), added, Optional.empty()).jobs()).hasSize(40);
    List<String> claimed = new ArrayList<>();
    while (claimed.size() < 40) {
      TurnReply reply = turn(TurnLimits.STANDARD, List.of());
      assertThat(reply.claimed()).hasSizeBetween(1, 5);
      claimed.addAll(ids(reply.claimed()));
      assertThat(reply.moreReady()).isEqualTo(claimed.size() < 40);
    }
    assertThat(claimed).isEqualTo(added.stream().map(NewJob::id).toList());
  }

  @Test
  void jobs_that_are_longer_than_a_trip_may_be_are_claimed_one_by_one_among_short_ones() {
    Envelope chain = Envelope.of("t", LONG).with(Envelope.CHAIN, LONG.repeat(4));
    for (Envelope each : List.of(Envelope.of("t", ""), chain, chain, Envelope.of("t", ""))) {
      NewJob job = new NewJob("j" + number++, Duration.ZERO, each);
      var unused = store.add("q", Optional.empty(), List.of(job), Optional.empty());
    }
    List<List<String>> trips = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      trips.add(ids(turn(TurnLimits.STANDARD, List.of()).claimed()));
    }
    assertThat(trips).containsExactly(List.of("j0"), List.of("j1"), List.of("j2"), List.of("j3"));
  }

  @Test
  void jobs_are_added_by_fifty_and_with_options_by_twenty() {
    List<NewJob> added = jobs(50, Envelope.of("t", "").with(Envelope.UNIQUE_KEY, "key"));
    assertThat(RedisJobStore.parts(added)).extracting(List::size).containsExactly(20, 20, 10);
    assertThat(RedisJobStore.parts(jobs(125, Envelope.of("t", ""))))
        .extracting(List::size)
        .containsExactly(50, 50, 25);
  }

  @Test
  void what_a_dead_node_had_comes_back_in_trips_that_follow_at_once() {
    store.add("q", Optional.empty(), jobs(50, Envelope.of("t", "")), Optional.empty());
    assertThat(turn(SHORT_LEASES, List.of()).claimed()).hasSize(50);
    List<Integer> reaped = new ArrayList<>();
    await()
        .until(
            () -> {
              TurnReply reply = turn(TurnLimits.STANDARD, List.of());
              if (reply.events().reaped() > 0) {
                reaped.add(reply.events().reaped());
                boolean more = reply.nextDue().equals(Optional.of(Duration.ZERO));
                assertThat(more).isEqualTo(reply.events().reaped() == 20);
              }
              return reaped.stream().mapToInt(n -> n).sum() == 50;
            });
    assertThat(reaped).containsExactly(20, 20, 10);
  }

  @Test
  void the_dead_that_are_too_many_go_in_trips_that_follow_at_once() {
    store.add("q", Optional.empty(), jobs(50, Envelope.of("t", "")), Optional.empty());
    List<Settlement> buried =
        turn(TurnLimits.STANDARD, List.of()).claimed().stream()
            .map(job -> new Settlement.Bury(job, "it failed"))
            .collect(toList());
    var unused = turn(TurnLimits.STANDARD, buried);
    redis.server.command("DEL", "bt:{test:q}:w");
    for (int left : new int[] {30, 10}) {
      unused = turn(SHORT_LEASES, List.of());
      assertThat(redis.server.command("ZCARD", "bt:{test:q}:d")).isEqualTo("" + left);
      assertThat(redis.server.command("DEL", "bt:{test:q}:w")).isEqualTo("1");
    }
    unused = turn(SHORT_LEASES, List.of());
    assertThat(redis.server.command("KEYS", "bt:{test:q}:[djhew]*")).isEmpty();
  }

  @Test
  void pages_of_long_jobs_are_shorter_and_leave_none_out() {
    List<String> ids =
        node
            .queue
            .enqueueAll(IntStream.range(0, 20).mapToObj(SmallStepsIT::longJob).toList())
            .stream()
            .map(Enqueued::id)
            .toList();
    ScriptRunner runner = new ScriptRunner(redis.connection, "test");
    PayloadCodec codec =
        new PayloadCodec(new JsonPayloads(), PayloadCodec.USUAL_MOST, Optional.empty());
    JobOperations operations = new Operations(new RedisOperationsStore(runner), codec);
    List<String> seen = new ArrayList<>();
    Optional<Long> from = Optional.of(0L);
    while (from.isPresent()) {
      JobPage page = operations.list("default", JobState.READY, JobFilter.ALL, from.get(), 100);
      assertThat(page.inAll()).isEqualTo(20);
      assertThat(page.jobs()).hasSizeBetween(1, 4);
      page.jobs().stream().map(JobDetail::id).forEach(seen::add);
      from = page.next();
    }
    assertThat(seen).isEqualTo(ids);
  }

  private static JobRequest longJob(int number) {
    return JobRequest.of("work", number + LONG);
  }

  @Test
  void a_limit_that_is_lifted_lets_all_go_on_that_were_parked() {
    node.handlers.add("work", Void.class, (none, context) -> null);
    List<JobRequest> jobs =
        IntStream.range(0, 150)
            .mapToObj(i -> JobRequest.builder("work", null).concurrencyKey("one").build())
            .toList();
    var unused = node.queue.enqueueAll(jobs);
    TurnLimits one = new TurnLimits(Duration.ofMillis(1), 0, 1, 99, 1, 10, Duration.ofDays(1));
    for (int i = 0; i < 5; i++) {
      store.turn("default", new Turn("gone", one, 60, "4", false, List.of(), List.of()));
    }
    assertThat(redis.server.command("LLEN", "bt:{test:default}:p:one")).isNotEqualTo("0");
    // Each of these trips may have found the one before it gone.
    TurnLimits any = new TurnLimits(Duration.ofSeconds(12), 0, 0, 99, 1, 10, Duration.ofDays(1));
    var poller = node.poll(QueueSettings.of("default", 5).withLimits(any));
    await().until(() -> node.count(Kind.SUCCEEDED) == 150);
    assertThat(poller).isNotNull();
  }

  @Test
  void what_is_parked_goes_on_if_the_next_of_its_key_is_discarded_before_it_begins() {
    TurnLimits one = new TurnLimits(Duration.ofMinutes(1), 0, 1, 3, 1, 10, Duration.ofDays(1));
    Envelope keyed = Envelope.of("t", "").with(Envelope.CONCURRENCY_KEY, "k");
    store.add("q", Optional.empty(), jobs(3, keyed), Optional.empty());
    Turn claim = new Turn("node", one, 3, "4", false, List.of(), List.of());
    List<ClaimedJob> first = store.turn("q", claim).claimed();
    assertThat(ids(first)).containsExactly("j0");
    Turn done =
        new Turn("node", one, 0, "4", false, List.of(Settlement.Done.of(first.get(0))), List.of());
    var unused = store.turn("q", done);
    var operations = new RedisOperationsStore(new ScriptRunner(redis.connection, "test"));
    assertThat(operations.manage("q", Deed.DISCARD, List.of("j1"))).containsExactly(true);
    assertThat(ids(store.turn("q", claim).claimed())).containsExactly("j2");
  }
}
