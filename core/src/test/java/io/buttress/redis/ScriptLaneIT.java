package io.buttress.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.buttress.config.RedisSettings;
import io.buttress.embedded.EmbeddedRedis;
import io.buttress.error.StoreUnavailableException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Callers who share trips to a real Redis each get what is theirs. */
class ScriptLaneIT {
  private static final int CALLERS = 64;
  private static final int CALLS = 200;
  private static final RedisScript ADD =
      RedisScript.of("return redis.call('INCRBY', KEYS[1], ARGV[1])");

  private static EmbeddedRedis server;
  private static ScheduledExecutorService scheduler;
  private static RedisConnection connection;
  private static ScriptLane lane;

  @BeforeAll
  static void start() {
    server = EmbeddedRedis.start();
    scheduler = Executors.newScheduledThreadPool(1);
    connection =
        RedisConnection.open(PatientSettings.of(server.uri()), scheduler, RedisListener.NONE);
    lane = new ScriptLane(connection);
  }

  @AfterAll
  static void stop() {
    connection.close();
    scheduler.shutdownNow();
    server.close();
  }

  private static long add(String key, int number) {
    byte[] argument = Integer.toString(number).getBytes(StandardCharsets.US_ASCII);
    return (Long) lane.run(ADD, key, List.of(argument));
  }

  private static List<Long> sumsOf(String key, int calls) {
    List<Long> sums = new ArrayList<>();
    for (int i = 1; i <= calls; i++) {
      sums.add(add(key, i));
    }
    return sums;
  }

  private static List<Future<List<Long>>> all(Callable<List<Long>> first, ExecutorService threads) {
    List<Future<List<Long>>> results = new ArrayList<>();
    results.add(threads.submit(first));
    for (int i = 1; i < CALLERS; i++) {
      String key = "mine:" + i;
      results.add(threads.submit(() -> sumsOf(key, CALLS)));
    }
    return results;
  }

  private static List<Long> expected(int calls) {
    List<Long> sums = new ArrayList<>();
    long sum = 0;
    for (int i = 1; i <= calls; i++) {
      sum += i;
      sums.add(sum);
    }
    return sums;
  }

  @Test
  void each_call_is_made_once_and_answered_to_its_caller_also_while_scripts_are_flushed()
      throws Exception {
    server.command("FLUSHALL");
    ExecutorService threads = Executors.newFixedThreadPool(CALLERS);
    List<Future<List<Long>>> results =
        all(
            () -> {
              List<Long> sums = new ArrayList<>();
              for (int i = 1; i <= CALLS; i++) {
                String unused = server.command("SCRIPT", "FLUSH");
                sums.add(add("flushing", i));
              }
              return sums;
            },
            threads);
    for (Future<List<Long>> result : results) {
      assertThat(result.get()).isEqualTo(expected(CALLS));
    }
    threads.shutdown();
  }

  @Test
  void a_call_that_is_refused_is_refused_alone() throws Exception {
    server.command("FLUSHALL");
    server.command("LPUSH", "a list", "x");
    ExecutorService threads = Executors.newFixedThreadPool(CALLERS);
    List<Future<List<Long>>> results =
        all(
            () -> {
              for (int i = 0; i < CALLS; i++) {
                Throwable refusal = catchThrowable(() -> add("a list", 1));
                assertThat(refusal).isInstanceOf(CommandRefusedException.class);
              }
              return expected(CALLS);
            },
            threads);
    for (Future<List<Long>> result : results) {
      assertThat(result.get()).isEqualTo(expected(CALLS));
    }
    threads.shutdown();
  }

  @Test
  void nobody_was_asked_while_redis_is_left_alone() {
    try (RedisConnection nowhere =
        RedisConnection.open(
            RedisSettings.of("redis://127.0.0.1:1"), scheduler, RedisListener.NONE)) {
      ScriptLane lost = new ScriptLane(nowhere);
      assertThatThrownBy(() -> lost.run(ADD, "key", List.of()))
          .isInstanceOfSatisfying(
              StoreUnavailableException.class, e -> assertThat(e.wasAsked()).isFalse());
    }
  }
}
