package io.buttress.jobs.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.buttress.jobs.JobEvent;
import io.buttress.jobs.JobEvent.Kind;
import io.buttress.jobs.JobRequest;
import io.buttress.jobs.MissedFires;
import io.buttress.jobs.engine.ClaimedJob;
import io.buttress.jobs.engine.Events;
import io.buttress.jobs.engine.JobIds;
import io.buttress.jobs.engine.JobWriter;
import io.buttress.jobs.engine.JsonPayloads;
import io.buttress.jobs.engine.PayloadCodec;
import io.buttress.jobs.engine.QueueSettings;
import io.buttress.jobs.engine.Registry;
import io.buttress.jobs.engine.Schedules;
import io.buttress.jobs.engine.Sealing;
import io.buttress.jobs.engine.Turn;
import io.buttress.jobs.engine.TurnLimits;
import io.buttress.jobs.engine.TurnReply;
import io.buttress.telemetry.Telemetry;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Recurring jobs in Redis: that none of their fires is lost, and none is a long script. */
class RecurringIT extends NodesTesting {
  private static final ZoneId UTC = ZoneId.of("UTC");
  private static final String DUE = "bt:{test:default}:t";
  private static final long HOUR = Duration.ofHours(1).toMillis();

  private final List<JobEvent> events = new ArrayList<>();
  private final Events told = new Events(new Telemetry());
  private Schedules schedules;

  @BeforeEach
  void open() {
    told.listen(events::add);
    schedules = schedules(Optional.empty());
  }

  private Schedules schedules(Optional<Sealing> sealing) {
    PayloadCodec codec = new PayloadCodec(new JsonPayloads(), PayloadCodec.USUAL_MOST, sealing);
    ScriptRunner runner = new ScriptRunner(redis.connection, "test");
    return new Schedules(
        new RedisRecurringStore(runner), new JobWriter(codec, new JobIds()), new Registry(), told);
  }

  private void put(String cron, MissedFires missed, JobRequest job) {
    schedules.put("report", cron, UTC, missed, job);
  }

  private static void setDue(long millis) {
    redis.server.command("ZADD", DUE, Long.toString(millis), "report");
  }

  private TurnReply turn(int want) {
    return store.turn(
        "default", new Turn("node", TurnLimits.STANDARD, want, "4", true, List.of(), List.of()));
  }

  private static long scripts() {
    Matcher calls =
        Pattern.compile("cmdstat_evalsha:calls=(\\d+)")
            .matcher(redis.server.command("INFO", "commandstats"));
    return calls.find() ? Long.parseLong(calls.group(1)) : 0;
  }

  @Test
  void long_jobs_of_many_missed_fires_are_added_by_few_at_a_time() {
    put("0 * * * *", MissedFires.ALL, JobRequest.of("report", "x".repeat(60_000)));
    long latest = schedules.list("default").get(0).next().toEpochMilli() - HOUR;
    setDue(latest - 99 * HOUR);
    TurnReply due = turn(0);
    long before = scripts();
    boolean unused = schedules.fire("default", due);
    assertThat(scripts() - before).isBetween(50L, 55L);
    assertThat(events)
        .hasSize(100)
        .allMatch(event -> event.kind() == Kind.ENQUEUED && event.type().equals("report"))
        .last()
        .matches(event -> event.id().equals("report:" + latest));
    // Who has seen the same fire is too late.
    unused = schedules(Optional.empty()).fire("default", due);
    assertThat(events).hasSize(100);
    assertThat(redis.server.command("LLEN", "bt:{test:default}:r4")).isEqualTo("100");
    assertThat(redis.server.command("LINDEX", "bt:{test:default}:r4", "-1"))
        .isEqualTo("report:" + latest);
    assertThat(schedules.list("default").get(0).next().toEpochMilli()).isEqualTo(latest + HOUR);
  }

  @Test
  void long_jobs_that_recur_are_told_by_few_at_a_time() {
    JobRequest job = JobRequest.of("report", "x".repeat(60_000));
    for (int i = 0; i < 10; i++) {
      schedules.put("report" + i, "0 3 * * *", UTC, MissedFires.ONCE, job);
      redis.server.command("ZADD", DUE, "1000", "report" + i);
    }
    assertThat(turn(0).fires()).hasSize(4);
  }

  @Test
  void fires_whose_node_was_lost_among_them_are_gone_on_with() {
    put("0 * * * *", MissedFires.ALL, JobRequest.of("report", null));
    long latest = schedules.list("default").get(0).next().toEpochMilli() - HOUR;
    for (int done : new int[] {0, 40}) {
      setDue(latest - (99 - done) * HOUR);
      boolean unused = schedules.fire("default", turn(0));
    }
    long claimed = 0;
    for (List<ClaimedJob> jobs = turn(60).claimed(); !jobs.isEmpty(); jobs = turn(60).claimed()) {
      claimed += jobs.size();
    }
    assertThat(claimed).isEqualTo(100);
  }

  @Test
  void a_fire_that_is_due_stays_though_the_node_that_starts_encrypts_its_payload_anew() {
    Sealing sealing = new Sealing(new byte[16]);
    schedules = schedules(Optional.of(sealing));
    put("0 3 * * *", MissedFires.ONCE, JobRequest.of("report", "secret"));
    setDue(1_000);
    schedules = schedules(Optional.of(new Sealing(List.of(new byte[32], new byte[16]))));
    put("0 3 * * *", MissedFires.ONCE, JobRequest.of("report", "secret"));
    assertThat(redis.server.command("ZSCORE", DUE, "report")).isEqualTo("1000");
    assertThat(redis.server.command("HGET", "bt:{test:default}:T", "report")).contains(";z=1");
    put("0 4 * * *", MissedFires.ONCE, JobRequest.of("report", "secret"));
    assertThat(redis.server.command("ZSCORE", DUE, "report")).isNotEqualTo("1000");
  }

  @Test
  void a_cron_of_several_lines_is_read_as_it_was_checked() {
    put("\n 0 3\t* *\n  MON\n", MissedFires.ONCE, JobRequest.of("report", null));
    assertThat(schedules.list("default"))
        .singleElement()
        .matches(s -> s.cron().equals("0 3 * * MON"));
    setDue(1_000);
    boolean unused = schedules.fire("default", turn(0));
    assertThat(turn(60).claimed()).hasSize(1);
  }

  @Test
  void the_delay_of_a_recurring_job_is_kept_to_and_an_id_of_its_own_refused() {
    put(
        "0 3 * * *",
        MissedFires.ONCE,
        JobRequest.builder("report", null).delay(Duration.ofHours(1)).build());
    setDue(1_000);
    boolean unused = schedules.fire("default", turn(0));
    assertThat(redis.server.command("ZCARD", "bt:{test:default}:s")).isEqualTo("1");
    assertThatThrownBy(
            () ->
                put(
                    "0 3 * * *",
                    MissedFires.ONCE,
                    JobRequest.builder("report", null).id("mine").build()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void many_that_recur_at_the_same_time_fire_one_after_the_other_without_a_pause() {
    JobRequest later = JobRequest.builder("report", null).delay(Duration.ofHours(1)).build();
    for (int i = 0; i < 300; i++) {
      schedules.put("r" + i, "0 3 * * *", UTC, MissedFires.ONCE, later);
      redis.server.command("ZADD", DUE, "1000", "r" + i);
    }
    try (TestNode lone = new TestNode("lone", store, schedules)) {
      lone.poll(QueueSettings.of("default", 2));
      await()
          .atMost(Duration.ofSeconds(8))
          .until(() -> redis.server.command("ZCARD", "bt:{test:default}:s").equals("300"));
    }
  }
}
