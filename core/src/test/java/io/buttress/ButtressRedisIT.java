package io.buttress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.buttress.embedded.EmbeddedRedis;
import io.buttress.error.StoreUnavailableException;
import io.buttress.ratelimit.Decision;
import io.buttress.ratelimit.RateLimitEngine;
import io.buttress.ratelimit.RateLimiter;
import io.buttress.ratelimit.Verdict.Source;
import io.buttress.testing.SimpleRequest;
import io.buttress.testing.TestApplication;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Properties go in, decisions come out, by two nodes and one real Redis. */
class ButtressRedisIT {
  private static final String API = "buttress.rate-limit.api.";
  private static final Duration READ_TIMEOUT = Duration.ofMillis(250);

  private final List<AutoCloseable> opened = new ArrayList<>();
  private EmbeddedRedis redis;
  @TempDir private Path folder;

  @BeforeEach
  void start() {
    redis = EmbeddedRedis.start();
  }

  @AfterEach
  void end() throws Exception {
    for (AutoCloseable closeable : opened) {
      closeable.close();
    }
    redis.close();
  }

  private TestApplication application(String name) throws IOException {
    TestApplication application =
        new TestApplication(Files.createDirectories(folder.resolve(name)), "/" + name)
            .with("buttress.redis.uri", redis.uri())
            .with("buttress.rate-limit.refresh-interval", "1s")
            .with(API + "paths", "/api/*")
            .with(API + "limits", "100/1h");
    opened.add(application);
    return application;
  }

  private Buttress deploy(TestApplication application) {
    Buttress buttress = application.deploy();
    opened.add(0, buttress::release);
    return buttress;
  }

  @Test
  void two_nodes_share_a_limit_also_with_a_node_that_comes_later() throws IOException {
    Buttress a = deploy(application("a"));
    Buttress b = deploy(application("b"));
    for (int i = 0; i < 30; i++) {
      assertThat(allowed(a).source()).isEqualTo(Source.SHARED);
      assertThat(allowed(b).source()).isEqualTo(Source.SHARED);
    }
    Buttress c = deploy(application("c"));
    for (int i = 0; i < 40; i++) {
      allowed(c);
    }
    assertThat(decide(a)).isInstanceOf(Decision.Rejected.class);
    assertThat(decide(b)).isInstanceOf(Decision.Rejected.class);
    assertThat(decide(c)).isInstanceOf(Decision.Rejected.class);
  }

  @Test
  void a_limit_that_is_raised_while_it_runs_lets_pass_whom_the_old_one_refused()
      throws IOException {
    TestApplication application = application("a");
    Buttress buttress = deploy(application);
    for (int i = 0; i < 100; i++) {
      allowed(buttress);
    }
    assertThat(decide(buttress)).isInstanceOf(Decision.Rejected.class);
    application.with(API + "limits", "36000/1h");
    // Time that is owed stays owed, and is paid back at the new pace: ten a second.
    await().until(() -> decide(buttress) instanceof Decision.Allowed);
    assertThat(count(buttress, 100)).as("not as if nothing had been counted").isLessThan(50);
  }

  @Test
  void a_redis_that_dies_leaves_local_limits_and_one_that_returns_is_used_within_a_second()
      throws IOException {
    Buttress buttress = deploy(application("a"));
    allowed(buttress);
    redis.kill();
    long longest = 0;
    for (int i = 0; i < 50; i++) {
      long start = System.nanoTime();
      assertThat(decide(buttress)).isInstanceOf(Decision.Allowed.class);
      longest = Math.max(longest, System.nanoTime() - start);
    }
    assertThat(Duration.ofNanos(longest)).isLessThan(READ_TIMEOUT.plusMillis(50));
    assertThat(allowed(buttress).source()).isEqualTo(Source.LOCAL);
    assertThat(buttress.telemetry().isUp()).isFalse();
    assertThat(buttress.telemetry().health().reason()).contains("Redis is out of reach");
    assertThat(count(buttress, 100)).as("limits hold without Redis").isLessThan(60);

    redis.restart();
    await()
        .pollInterval(Duration.ofMillis(10))
        .atMost(Duration.ofSeconds(1))
        .until(
            () ->
                decide(buttress) instanceof Decision.Allowed passed
                    && passed.source() == Source.SHARED);
    assertThat(buttress.telemetry().isUp()).isTrue();
  }

  @Test
  void a_redis_that_hangs_delays_few_requests_and_then_none() throws IOException {
    Buttress buttress = deploy(application("a"));
    allowed(buttress);
    redis.hang();
    try {
      await()
          .until(() -> allowed(buttress).source() == Source.LOCAL && !buttress.telemetry().isUp());
      long failed = reading(buttress, "redis.calls.count{outcome=failure}");
      long refused = reading(buttress, "redis.refused");
      long[] nanos = new long[1_001];
      for (int i = 0; i < nanos.length; i++) {
        nanos[i] = -System.nanoTime();
        decide(buttress);
        nanos[i] += System.nanoTime();
      }
      Arrays.sort(nanos);
      assertThat(Duration.ofNanos(nanos[500])).isLessThan(Duration.ofMillis(1));
      assertThat(reading(buttress, "redis.calls.count{outcome=failure}")).isEqualTo(failed);
      assertThat(reading(buttress, "redis.refused")).isGreaterThan(refused);
      assertThat(failed).as("handful").isLessThanOrEqualTo(5);
    } finally {
      redis.resume();
    }
    await().atMost(Duration.ofSeconds(1)).until(() -> buttress.telemetry().isUp());
  }

  @Test
  void a_redis_that_is_not_there_yet_does_not_fail_the_deployment() throws IOException {
    redis.kill();
    Buttress buttress = deploy(application("a"));
    assertThat(allowed(buttress).source()).isEqualTo(Source.LOCAL);
    assertThat(buttress.telemetry().isUp()).isFalse();
    redis.restart();
    await().atMost(Duration.ofSeconds(2)).until(() -> allowed(buttress).source() == Source.SHARED);
  }

  @Test
  void limits_of_a_key_reach_other_nodes_and_later_ones_and_can_be_taken_back() throws IOException {
    Buttress a = deploy(application("a"));
    Buttress b = deploy(application("b"));
    RateLimiter limiter = a.rateLimiter("api");
    limiter.setLimits("192.0.2.1", "3/1h");
    assertThat(allowed(a).states().get(0).limit().quota()).as("at once").isEqualTo(3);
    await().atMost(Duration.ofSeconds(3)).until(() -> quota(b) == 3);
    Buttress later = deploy(application("later"));
    assertThat(quota(later)).as("from its start").isEqualTo(3);
    limiter.clearLimits("192.0.2.1");
    assertThat(quota(a)).isEqualTo(100);
    await().atMost(Duration.ofSeconds(3)).until(() -> quota(b) == 100 && quota(later) == 100);
  }

  @Test
  void limits_of_keys_do_not_end_while_nodes_start_that_use_them() throws IOException {
    deploy(application("a")).rateLimiter("api").setLimits("192.0.2.1", "3/1h");
    assertThat(Duration.ofMillis(keyLimitsEndIn())).isGreaterThan(Duration.ofDays(399));
    redis.command("PEXPIRE", "bt:{key-limits}", "60000");
    assertThat(quota(deploy(application("b")))).isEqualTo(3);
    assertThat(Duration.ofMillis(keyLimitsEndIn())).isGreaterThan(Duration.ofDays(399));
  }

  private long keyLimitsEndIn() {
    return Long.parseLong(redis.command("PTTL", "bt:{key-limits}").replaceAll("\\D", ""));
  }

  @Test
  void an_annotated_policy_finds_the_limits_of_its_keys() throws IOException {
    application("x");
    Buttress a = deploy(application("a"));
    a.rateLimitPolicy("Books.find", Map.of("limits", "5/1h"), "test");
    a.rateLimiter("Books.find").setLimits("k", "7/1h");
    Buttress b = deploy(application("b"));
    b.rateLimitPolicy("Books.find", Map.of("limits", "5/1h"), "test");
    Decision decision = b.rateLimiter("Books.find").tryAcquire("k");
    assertThat(((Decision.Allowed) decision).states().get(0).limit().quota()).isEqualTo(7);
  }

  @Test
  void limits_of_a_key_that_can_not_be_shared_are_refused_and_change_nothing() throws IOException {
    Buttress buttress = deploy(application("a"));
    RateLimiter limiter = buttress.rateLimiter("api");
    redis.kill();
    assertThatThrownBy(() -> limiter.setLimits("192.0.2.1", "3/1h"))
        .isInstanceOf(StoreUnavailableException.class);
    assertThat(quota(buttress)).isEqualTo(100);
  }

  @Test
  void after_the_last_release_redis_has_no_connection_left() throws IOException {
    Buttress buttress = application("a").deploy();
    allowed(buttress);
    assertThat(clients()).isGreaterThan(1);
    assertThat(reading(buttress, "redis.pool.active")).isZero();
    assertThat(reading(buttress, "redis.pool.idle")).isPositive();
    assertThat(reading(buttress, "redis.pool.waiting")).isZero();
    buttress.release();
    await().until(() -> clients() == 1);
  }

  @Test
  void embedded_starts_a_redis_of_its_own_and_ends_it() throws IOException {
    TestApplication application = application("a").with("buttress.redis.uri", "embedded:");
    Buttress buttress = application.deploy();
    assertThat(allowed(buttress).source()).isEqualTo(Source.SHARED);
    assertThat(redis.command("DBSIZE")).contains("0");
    buttress.release();
  }

  private long clients() {
    return redis.command("CLIENT", "LIST").lines().filter(line -> line.contains("addr=")).count();
  }

  private static long count(Buttress buttress, int tries) {
    long count = 0;
    for (int i = 0; i < tries; i++) {
      count += decide(buttress) instanceof Decision.Allowed ? 1 : 0;
    }
    return count;
  }

  private static long quota(Buttress buttress) {
    Decision decision = decide(buttress);
    return decision instanceof Decision.Rejected rejected
        ? rejected.states().get(0).limit().quota()
        : ((Decision.Allowed) decision).states().get(0).limit().quota();
  }

  private static long reading(Buttress buttress, String series) {
    return buttress.telemetry().readings().stream()
        .filter(reading -> reading.series().toString().equals(series))
        .findFirst()
        .orElseThrow(() -> new AssertionError(buttress.telemetry().readings()))
        .value();
  }

  private static Decision.Allowed allowed(Buttress buttress) {
    Decision decision = decide(buttress);
    assertThat(decision).isInstanceOf(Decision.Allowed.class);
    return (Decision.Allowed) decision;
  }

  private static Decision decide(Buttress buttress) {
    RateLimitEngine engine = buttress.rateLimits();
    SimpleRequest request = SimpleRequest.get("/api/books");
    return engine.decide(request, engine.matching(request));
  }
}
