package io.buttress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.buttress.embedded.EmbeddedRedis;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** After an undeploy nothing is left, Redis or not: no thread, MBean, class or connection. */
class UndeployIT {
  private EmbeddedRedis redis;

  @BeforeEach
  void start() {
    redis = EmbeddedRedis.start();
    System.setProperty("buttress.redis.uri", redis.uri());
  }

  @AfterEach
  void end() {
    System.clearProperty("buttress.redis.uri");
    redis.close();
  }

  @Test
  void of_ten_deployments_nothing_is_left() throws Exception {
    for (int i = 0; i < 10; i++) {
      Undeployment.of("ends");
    }
    assertThat(redis.command("DBSIZE")).as("it was used").doesNotContain("0");
    await()
        .until(
            () ->
                redis.command("CLIENT", "LIST").lines().filter(l -> l.contains("addr=")).count()
                    == 1);
  }

  @Test
  void of_one_that_never_had_redis_nothing_is_left() throws Exception {
    redis.kill();
    Undeployment.of("ends");
  }

  @Test
  void of_one_whose_redis_hangs_nothing_is_left() throws Exception {
    redis.hang();
    try {
      Undeployment.of("ends");
    } finally {
      redis.resume();
    }
  }
}
