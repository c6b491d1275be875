package io.buttress.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.buttress.config.RedisSettings;
import io.buttress.embedded.EmbeddedRedis;
import io.buttress.error.StoreUnavailableException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How often a scheduler is woken to look whether Redis is there, and what if it drops tasks. */
class LookoutIT {
  private final Scheduler scheduler = new Scheduler();

  /** A scheduler that notes what it is given, and drops some if it is told to. */
  private static final class Scheduler extends ScheduledThreadPoolExecutor {
    private final List<Long> once = new CopyOnWriteArrayList<>();
    private final List<Long> repeated = new CopyOnWriteArrayList<>();
    private volatile boolean dropsOnce;
    private volatile boolean dropsRepeated;

    Scheduler() {
      super(1);
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
      once.add(unit.toMillis(delay));
      return super.schedule(dropsOnce ? () -> {} : task, delay, unit);
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(
        Runnable task, long first, long delay, TimeUnit unit) {
      repeated.add(unit.toMillis(delay));
      return super.scheduleWithFixedDelay(dropsRepeated ? () -> {} : task, first, delay, unit);
    }
  }

  @AfterEach
  void stop() {
    scheduler.shutdownNow();
  }

  /** Whether Redis is found that comes and goes. */
  private void comeAndGo() {
    try (EmbeddedRedis server = EmbeddedRedis.start();
        RedisConnection connection =
            RedisConnection.open(RedisSettings.of(server.uri()), scheduler, RedisListener.NONE)) {
      assertThat(connection.isOut()).isFalse();
      assertThat(scheduler.once).isEmpty();
      assertThat(scheduler.repeated).containsExactly(1_000L);
      for (int i = 0; i < 2; i++) {
        server.kill();
        await().until(() -> isOutAfterCall(connection));
        server.restart();
        await().until(() -> !connection.isOut());
      }
    }
  }

  private static boolean isOutAfterCall(RedisConnection connection) {
    try {
      Object unused = connection.run(RedisScript.of("return 1"), List.of("key"), List.of());
    } catch (StoreUnavailableException e) {
      return connection.isOut();
    }
    return false;
  }

  @Test
  void where_all_is_well_it_is_woken_once_a_second_and_more_often_only_for_an_outage() {
    scheduler.dropsRepeated = true;
    comeAndGo();
    assertThat(scheduler.once).isNotEmpty().allMatch(delay -> delay == 250);
  }

  @Test
  void redis_is_found_though_the_scheduler_drops_what_is_to_run_once() {
    scheduler.dropsOnce = true;
    comeAndGo();
  }

  @Test
  void redis_is_found_by_those_who_want_it_though_all_tasks_that_look_for_it_were_lost() {
    scheduler.dropsRepeated = true;
    scheduler.dropsOnce = true;
    try (EmbeddedRedis server = EmbeddedRedis.start();
        RedisConnection connection =
            RedisConnection.open(RedisSettings.of(server.uri()), scheduler, RedisListener.NONE)) {
      server.kill();
      await().until(() -> isOutAfterCall(connection));
      server.restart();
      scheduler.dropsOnce = false;
      assertThat(connection.isOut()).isTrue();
      await().until(() -> !isOutAfterCall(connection));
    }
  }
}
