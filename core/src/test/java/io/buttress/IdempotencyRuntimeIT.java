package io.buttress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.buttress.embedded.EmbeddedRedis;
import io.buttress.error.ConfigurationException;
import io.buttress.idempotency.Idempotency;
import io.buttress.idempotency.Outcome;
import io.buttress.idempotency.Refusal.Reason;
import io.buttress.testing.TestApplication;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Properties go in, and work is done once, by two nodes and one real Redis. */
class IdempotencyRuntimeIT {
  private static final String BOOK = "buttress.idempotency.book.";

  @TempDir private Path folder;

  private TestApplication application(String name) throws Exception {
    return new TestApplication(Files.createDirectories(folder.resolve(name)), "/" + name);
  }

  @Test
  void two_nodes_do_work_once_and_an_undeployed_one_lets_go_of_what_it_holds() throws Exception {
    try (EmbeddedRedis redis = EmbeddedRedis.start();
        TestApplication first = application("a");
        TestApplication second = application("b")) {
      second.with("buttress.redis.uri", redis.uri()).with(BOOK + "lease", "1h");
      Buttress a = first.deploy();
      Buttress b = second.deploy();
      Idempotency of = b.idempotency("book");
      assertThat(a.idempotency("book").execute("k", "f", () -> "one"))
          .isEqualTo(new Outcome.Done("one", false));
      assertThat(of.execute("k", "f", () -> "two")).isEqualTo(new Outcome.Done("one", true));
      CountDownLatch begun = new CountDownLatch(1);
      CountDownLatch end = new CountDownLatch(1);
      Thread working =
          new Thread(() -> a.idempotency("book").execute("l", "f", () -> hang(begun, end)));
      working.start();
      begun.await();
      assertThat(((Outcome.Refused) of.execute("l", "f", () -> "two")).refusal().reason())
          .isEqualTo(Reason.IN_FLIGHT);
      a.release();
      // Not after an hour.
      assertThat(of.execute("l", "f", () -> "two")).isEqualTo(new Outcome.Done("two", false));
      end.countDown();
      working.join();
      b.release();
    }
  }

  private static String hang(CountDownLatch begun, CountDownLatch end) {
    begun.countDown();
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return "late";
  }

  @Test
  void a_claim_lasts_as_long_as_the_work_and_settings_are_followed() throws Exception {
    try (EmbeddedRedis redis = EmbeddedRedis.start();
        TestApplication application = application("a")) {
      application
          .with("buttress.redis.uri", redis.uri())
          .with("buttress.rate-limit.refresh-interval", "1s")
          .with(BOOK + "lease", "1s");
      Buttress buttress = application.deploy();
      Idempotency book = buttress.idempotency("book");
      CountDownLatch begun = new CountDownLatch(1);
      CountDownLatch end = new CountDownLatch(1);
      Thread working = new Thread(() -> book.execute("k", "f", () -> hang(begun, end)));
      working.start();
      begun.await();
      await()
          .during(Duration.ofMillis(2500))
          .atMost(Duration.ofSeconds(10))
          .until(() -> book.execute("k", "f", () -> "two") instanceof Outcome.Refused);
      end.countDown();
      working.join();
      assertThat(book.execute("k", "f", () -> "two")).isEqualTo(new Outcome.Done("late", true));
      application.with(BOOK + "profile", "strict");
      await()
          .until(
              () ->
                  buttress
                      .configuredIdempotencyPolicy("book")
                      .orElseThrow()
                      .answers()
                      .profile()
                      .stores(500));
      assertThatThrownBy(() -> buttress.idempotency("bock"))
          .hasMessageContaining("did you mean book?");
      assertThat(buttress.idempotencyPolicy("A.b", Map.of("required", "true"), "x").get())
          .hasValueSatisfying(policy -> assertThat(policy.required()).isTrue());
      buttress.release();
    }
  }

  @Test
  void without_redis_a_filter_is_not_placed() throws Exception {
    try (TestApplication application = application("a")) {
      Buttress buttress = application.deploy();
      assertThatThrownBy(() -> buttress.idempotency(Map.of(), "filter"))
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining("buttress.redis.uri: missing");
      buttress.release();
    }
  }
}
