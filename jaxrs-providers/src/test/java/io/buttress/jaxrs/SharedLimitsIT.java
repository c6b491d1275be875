package io.buttress.jaxrs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.buttress.embedded.EmbeddedRedis;
import io.buttress.jaxrs.app.Bookshop;
import io.buttress.jaxrs.server.Client;
import io.buttress.jaxrs.server.Deployed;
import io.buttress.jaxrs.server.RestServer;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Two applications and one Redis, which comes and goes. How long a request may be delayed then is a
 * matter of core's ButtressRedisIT.
 */
class SharedLimitsIT {
  private EmbeddedRedis redis;
  private RestServer first;
  private RestServer second;

  @BeforeEach
  void deploy() {
    redis = EmbeddedRedis.start();
    first = deployed().start();
    second = deployed().start();
  }

  private Deployed deployed() {
    return Deployed.of(Bookshop.class)
        .with(redis)
        .with("Books.search.key", "header:Key")
        .with("open.paths", "/api/books/by-id/open")
        .with("open.limits", "1/1h")
        .with("open.fallback", "open")
        .with("closed.paths", "/api/books/by-id/closed")
        .with("closed.limits", "9/1h")
        .with("closed.fallback", "closed")
        .with("Books.byId.limits", "100/1h");
  }

  @AfterEach
  void undeploy() {
    first.close();
    second.close();
    redis.close();
  }

  private static Client client(RestServer server, String key) {
    return Client.of(server).with("Key", key);
  }

  @Test
  void a_limit_holds_for_both_together() {
    assertThat(client(first, "a").status("/books/search")).isEqualTo(200);
    assertThat(client(second, "a").status("/books/search")).isEqualTo(200);
    assertThat(client(first, "a").status("/books/search")).isEqualTo(200);
    assertThat(client(second, "a").status("/books/search")).isEqualTo(429);
    assertThat(client(first, "a").status("/books/search")).isEqualTo(429);
    assertThat(client(first, "b").status("/books/search")).isEqualTo(200);
  }

  enum Outage implements Consumer<EmbeddedRedis> {
    KILLED {
      @Override
      public void accept(EmbeddedRedis redis) {
        redis.kill();
      }
    },
    HUNG {
      @Override
      public void accept(EmbeddedRedis redis) {
        redis.hang();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void without_redis_each_policy_does_what_its_fallback_says(Outage outage) {
    client(first, "a").get("/books/search");
    outage.accept(redis);
    assertFallbacks(first);
    assertFallbacks(second);

    redis.restart();
    await()
        .atMost(Duration.ofSeconds(5))
        .until(() -> client(second, "a").status("/books/by-id/closed") == 200);
    assertThat(redis.command("DBSIZE")).isNotEqualTo("0");
  }

  @Test
  void one_that_starts_without_redis_finds_it_later() {
    redis.kill();
    second.close();
    second = deployed().start();
    assertFallbacks(second);
    redis.restart();
    await()
        .atMost(Duration.ofSeconds(5))
        .until(() -> client(second, "a").status("/books/by-id/closed") == 200);
  }

  private static void assertFallbacks(RestServer server) {
    Client client = client(server, "c");
    for (int i = 0; i < 3; i++) {
      HttpResponse<String> local = client.get("/books/search");
      assertThat(local.statusCode()).as("local").isEqualTo(200);
      assertThat(local.headers().firstValue("RateLimit")).isPresent();
      assertThat(client.get("/books/by-id/open").statusCode()).as("open").isEqualTo(200);
    }
    assertThat(client.get("/books/search").statusCode()).as("local").isEqualTo(429);
    HttpResponse<String> closed = client.get("/books/by-id/closed");
    assertThat(closed.statusCode()).as("closed").isEqualTo(503);
    assertThat(closed.headers().firstValue("Retry-After")).isPresent();
    assertThat(closed.headers().firstValue("Content-Type")).hasValue("application/problem+json");
  }
}
