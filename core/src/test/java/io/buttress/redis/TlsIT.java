package io.buttress.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.buttress.config.RedisSettings;
import io.buttress.embedded.EmbeddedRedis;
import io.buttress.error.StoreUnavailableException;
import io.buttress.ratelimit.Charge;
import io.buttress.ratelimit.RateLimitPolicy;
import io.buttress.ratelimit.TestPolicies;
import io.buttress.ratelimit.Verdict;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Redis behind TLS, with a user, a password and a database. */
class TlsIT {
  private static final String TRUST = "javax.net.ssl.trustStore";
  private static final String TRUST_PASSWORD = "javax.net.ssl.trustStorePassword";

  @TempDir private static Path folder;
  private static Path keys;
  private static EmbeddedRedis redis;
  private static TlsFront front;
  private static ScheduledExecutorService scheduler;

  @BeforeAll
  static void start() throws Exception {
    redis = EmbeddedRedis.start();
    redis.command("ACL", "SETUSER", "shop", "on", ">p@ss", "~*", "+@all");
    keys = TlsFront.keys(folder);
    front = new TlsFront(keys, redis.port());
    scheduler = Executors.newScheduledThreadPool(1);
  }

  @BeforeEach
  void trust() {
    System.setProperty(TRUST, keys.toString());
    System.setProperty(TRUST_PASSWORD, TlsFront.PASSWORD);
  }

  @AfterEach
  void trustAsBefore() {
    System.clearProperty(TRUST);
    System.clearProperty(TRUST_PASSWORD);
  }

  @AfterAll
  static void stop() throws Exception {
    scheduler.shutdownNow();
    front.close();
    redis.close();
  }

  private RedisConnection connect(String uri) {
    return RedisConnection.open(RedisSettings.of(uri), scheduler, RedisListener.NONE);
  }

  private static Verdict ask(RedisConnection connection) {
    RateLimitPolicy policy =
        TestPolicies.policy("api", TestPolicies.bucket("x", 10, Duration.ofHours(1)));
    return new RedisRateLimitStore(connection)
        .acquire(List.of(new Charge(policy, "a", policy.limits().standard(), 1)));
  }

  @Test
  void limits_are_shared_over_tls_as_that_user_in_that_database() {
    try (RedisConnection connection =
        connect("rediss://shop:p%40ss@localhost:" + front.port() + "/3")) {
      assertThat(ask(connection)).isInstanceOf(Verdict.Admitted.class);
      assertThat(redis.command("INFO", "keyspace")).contains("db3:keys=1").doesNotContain("db0:");
      assertThat(redis.command("CLIENT", "LIST")).contains("user=shop");
    }
  }

  @Test
  void a_certificate_for_another_name_is_refused() {
    assertThatNobodyIsAsked("rediss://shop:p%40ss@127.0.0.1:" + front.port());
  }

  @Test
  void a_certificate_that_nobody_vouches_for_is_refused() {
    System.clearProperty(TRUST);
    assertThatNobodyIsAsked("rediss://shop:p%40ss@localhost:" + front.port());
  }

  @Test
  void a_wrong_password_is_refused() {
    assertThatNobodyIsAsked("rediss://shop:guess@localhost:" + front.port());
  }

  @Test
  void one_that_never_shakes_hands_is_not_waited_for() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      assertThatNobodyIsAsked("rediss://localhost:" + silent.getLocalPort());
    }
  }

  private void assertThatNobodyIsAsked(String uri) {
    try (RedisConnection connection = connect(uri)) {
      assertThat(connection.isOut()).isTrue();
      assertThatThrownBy(() -> ask(connection)).isInstanceOf(StoreUnavailableException.class);
    }
  }
}
