package io.buttress.jobs.ejb;

import static org.assertj.core.api.Assertions.assertThat;

import io.buttress.jobs.JobHandler;
import io.buttress.jobs.JobSchedules.Scheduled;
import io.buttress.jobs.Recurring;
import io.buttress.jobs.engine.Events;
import io.buttress.jobs.engine.JobIds;
import io.buttress.jobs.engine.JobWriter;
import io.buttress.jobs.engine.JsonPayloads;
import io.buttress.jobs.engine.PayloadCodec;
import io.buttress.jobs.engine.Registry;
import io.buttress.jobs.engine.Schedules;
import io.buttress.jobs.redis.RedisForTests;
import io.buttress.jobs.redis.RedisOperationsStore;
import io.buttress.jobs.redis.RedisRecurringStore;
import io.buttress.jobs.redis.ScriptRunner;
import io.buttress.telemetry.Telemetry;
import jakarta.enterprise.inject.spi.Bean;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** That Redis knows what recurs by annotation, whatever it loses. */
class AnnouncementIT {
  private static final int SECONDS = 10;

  private RedisForTests redis;
  private Schedules schedules;
  private Announcement announcement;

  @JobHandler("report")
  @Recurring(cron = "0 9 * * MON")
  public void report() {}

  @BeforeEach
  void start() throws NoSuchMethodException {
    redis = new RedisForTests();
    ScriptRunner runner = new ScriptRunner(redis.connection(), "test");
    PayloadCodec codec =
        new PayloadCodec(new JsonPayloads(), PayloadCodec.USUAL_MOST, Optional.empty());
    Registry registry = new Registry();
    registry.add("report", Void.class, (none, job) -> null);
    schedules =
        new Schedules(
            new RedisRecurringStore(runner),
            new JobWriter(codec, new JobIds()),
            registry,
            new Events(new Telemetry()));
    announcement =
        new Announcement(schedules, new RedisOperationsStore(runner), registry, List.of(handler()));
  }

  private static FoundHandler handler() throws NoSuchMethodException {
    Method method = AnnouncementIT.class.getMethod("report");
    Bean<?> bean =
        (Bean<?>)
            Proxy.newProxyInstance(
                Bean.class.getClassLoader(),
                new Class<?>[] {Bean.class},
                (proxy, called, arguments) -> null);
    return new FoundHandler(
        bean,
        false,
        method,
        method.getAnnotation(JobHandler.class),
        Optional.of(method.getAnnotation(Recurring.class)));
  }

  @AfterEach
  void stop() {
    redis.close();
  }

  private List<String> recurring() {
    return schedules.list("default").stream().map(Scheduled::name).toList();
  }

  private void tick(int seconds) {
    for (int i = 0; i < seconds; i++) {
      announcement.tick(false);
    }
  }

  @Test
  void what_redis_has_lost_without_anybody_noticing_is_told_to_it_anew() {
    announcement.make();
    assertThat(recurring()).containsExactly("report");
    redis.server().command("FLUSHALL");
    tick(SECONDS);
    assertThat(recurring()).containsExactly("report");
  }

  @Test
  void what_another_node_has_told_a_redis_that_had_lost_all_leaves_nothing_out() {
    announcement.make();
    redis.server().command("FLUSHALL");
    redis.server().command("HSET", "bt:{test:default}:T", "", "12");
    tick(SECONDS);
    assertThat(recurring()).containsExactly("report");
  }

  @Test
  void what_an_operator_has_removed_stays_removed_while_redis_keeps_the_rest() {
    announcement.make();
    assertThat(schedules.remove("default", "report")).isTrue();
    tick(5 * SECONDS);
    assertThat(recurring()).isEmpty();
  }

  @Test
  void a_redis_that_was_out_of_reach_is_told_anew() {
    announcement.make();
    assertThat(schedules.remove("default", "report")).isTrue();
    announcement.tick(true);
    announcement.tick(false);
    assertThat(recurring()).containsExactly("report");
  }

  @Test
  void a_node_that_does_no_jobs_tells_nothing() {
    announcement.tick(true);
    tick(SECONDS);
    assertThat(recurring()).isEmpty();
  }

  @Test
  void while_nothing_is_lost_redis_is_asked_once_in_ten_seconds() {
    announcement.make();
    redis.server().command("CONFIG", "RESETSTAT");
    tick((int) Duration.ofMinutes(1).toSeconds());
    assertThat(redis.server().command("INFO", "commandstats"))
        .containsPattern("cmdstat_evalsha:calls=6,");
  }

  @Test
  void a_user_of_redis_who_may_not_ask_for_its_settings_asks_once() {
    redis.server().command("ACL", "SETUSER", "default", "-info");
    announcement.make();
    assertThat(recurring()).containsExactly("report");
    redis.server().command("CONFIG", "RESETSTAT");
    tick(SECONDS - 1);
    assertThat(redis.connection().isOut()).isFalse();
    redis.server().command("ACL", "SETUSER", "default", "+info");
    assertThat(redis.server().command("INFO", "commandstats")).doesNotContain("cmdstat_evalsha");
  }
}
