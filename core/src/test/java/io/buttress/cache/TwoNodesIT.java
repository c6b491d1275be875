package io.buttress.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.buttress.cache.CachedOrigin.Answer;
import io.buttress.cache.CachedOrigin.Application;
import io.buttress.embedded.EmbeddedRedis;
import io.buttress.redis.CacheNodes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The same application on two nodes that share one Redis. */
@Timeout(60)
class TwoNodesIT {
  private static final int MANY = 200;

  private final ExecutorService threads = Executors.newFixedThreadPool(MANY);
  private final AtomicInteger price = new AtomicInteger(1);
  private EmbeddedRedis redis;
  private CacheNodes nodes;
  private CachedOrigin here;
  private CachedOrigin there;

  @BeforeEach
  void start() throws Exception {
    redis = EmbeddedRedis.start();
    nodes = new CacheNodes(redis.uri());
    here = node();
    there = node();
  }

  @AfterEach
  void stop() {
    threads.shutdownNow();
    nodes.close();
    redis.close();
  }

  private CachedOrigin node() throws Exception {
    Application application =
        asked -> {
          String answer = "price " + price.get();
          Thread.yield();
          return Answer.of(200, answer, "Cache-Control", "max-age=60", "Cache-Tag", "book");
        };
    return new CachedOrigin(
        CachePolicy.standard(Profile.SAFE),
        Duration.ofSeconds(20),
        application,
        Optional.of(nodes.near()));
  }

  private List<String> askBoth(String target) throws Exception {
    List<Callable<String>> requests = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      CachedOrigin node = i % 2 == 0 ? here : there;
      requests.add(() -> node.text(target));
    }
    List<String> answers = new ArrayList<>();
    for (Future<String> answer : threads.invokeAll(requests)) {
      answers.add(answer.get());
    }
    return answers;
  }

  private int executions() {
    return here.executions.get() + there.executions.get();
  }

  @Test
  void two_hundred_cold_requests_over_both_cause_one_execution() throws Exception {
    for (int round = 1; round <= 20; round++) {
      assertThat(askBoth("/books/" + round)).hasSize(MANY).containsOnly("price 1");
      assertThat(executions()).as("after round %s", round).isEqualTo(round);
    }
  }

  @Test
  void a_change_shows_on_both() throws Exception {
    assertThat(askBoth("/books/1")).containsOnly("price 1");
    price.incrementAndGet();
    here.engine.responseCache().purgeTag("book");
    assertThat(here.text("/books/1")).isEqualTo("price 2");
    await().untilAsserted(() -> assertThat(there.text("/books/1")).isEqualTo("price 2"));
    assertThat(executions()).isEqualTo(2);
  }

  @Test
  void without_Redis_each_goes_on_with_what_it_has() throws Exception {
    assertThat(askBoth("/books/1")).containsOnly("price 1");
    redis.kill();
    price.incrementAndGet();
    assertThat(askBoth("/books/1")).containsOnly("price 1");
    assertThat(askBoth("/books/2")).containsOnly("price 2");
    assertThat(executions()).as("each node asks once").isEqualTo(3);
  }
}
