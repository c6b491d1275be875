package com.example.bookshop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.example.bookshop.server.BookshopWar;
import com.example.bookshop.server.Customer;
import com.example.bookshop.server.Reply;
import com.example.bookshop.server.ServerSession;
import com.example.bookshop.server.ShopNode;
import com.example.bookshop.server.WhimResource;
import com.example.bookshop.server.Whims;
import io.buttress.embedded.EmbeddedRedis;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionFactory;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two servers that share nothing but Redis are one shop to whoever reads its pages. */
@ExtendWith(ArquillianExtension.class)
class TwoNodesCacheIT {
  private static final String MOBY_DICK = "/api/books/9780142437247";

  private static ShopNode second;

  private final EmbeddedRedis redis = ServerSession.redis();
  private final Customer here = Customer.at("198.51.100.120");
  private final Customer there = Customer.at("198.51.100.121").on(second);

  @Deployment(testable = false)
  static WebArchive bookshop() {
    return war();
  }

  private static WebArchive war() {
    // The catalogue gives its visitors a session; whims are the same for all.
    return BookshopWar.withTestRedis(
            Map.of(
                "buttress.response-cache.whims.paths",
                "/whims, /api/whims/both",
                "buttress.response-cache.whims.ttl",
                "1h",
                "buttress.response-cache.whims.compress",
                "true",
                "buttress.response-cache.whims.share-despite",
                "session,cookie"))
        .addClasses(Whims.class, WhimResource.class);
  }

  @BeforeAll
  static void startSecond() {
    second = ShopNode.start(war());
  }

  @AfterAll
  static void stopSecond() {
    second.close();
  }

  @AfterEach
  void bringAllBack() {
    if (!redis.isRunning()) {
      redis.restart();
    }
    if (!second.isRunning()) {
      second.restart();
    }
    awaitSharing();
  }

  private static ConditionFactory patiently() {
    return await().atMost(Duration.ofMinutes(1));
  }

  private void awaitSharing() {
    patiently()
        .untilAsserted(
            () -> {
              String path = "/whims?again=" + System.nanoTime();
              here.get(path);
              assertThat(there.get(path).header("Cache-Status")).contains("hit");
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"/catalogue?two=1", "/api/books?two=1"})
  void what_one_node_has_fetched_is_there_for_the_other(String path) {
    Reply fetched = here.get(path);
    assertThat(fetched.header("Cache-Status")).isEqualTo("Buttress; fwd=miss; stored");
    Reply served = there.get(path);
    assertThat(served.header("Cache-Status")).startsWith("Buttress; hit; ttl=");
    assertThat(served.body()).isEqualTo(fetched.body());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/catalogue?two=2", "/api/books?two=2"})
  void two_hundred_cold_requests_to_both_cost_one_execution(String path) throws Exception {
    List<Callable<Reply>> visitors =
        IntStream.range(0, 200)
            .mapToObj(i -> (Callable<Reply>) () -> visitor(i).get(path))
            .toList();
    ExecutorService rush = Executors.newFixedThreadPool(100);
    try {
      List<Reply> replies = rush.invokeAll(visitors).stream().map(TwoNodesCacheIT::reply).toList();
      assertThat(replies).allMatch(reply -> reply.status() == 200);
      // The page tells the instant of the look at the stock.
      assertThat(replies.stream().map(Reply::body).distinct()).hasSize(1);
      assertThat(replies.stream().filter(r -> !r.header("Cache-Status").contains("hit")))
          .hasSize(1);
    } finally {
      rush.shutdownNow();
    }
  }

  /** Each has an address of their own: the API is limited. */
  private static Customer visitor(int number) {
    Customer visitor = Customer.at("203.0.113." + number);
    return number % 2 == 0 ? visitor : visitor.on(second);
  }

  private static Reply reply(Future<Reply> reply) {
    try {
      return reply.get();
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void a_price_that_is_changed_on_one_node_is_the_old_one_nowhere() {
    String old = here.get(MOBY_DICK).body();
    assertThat(there.get(MOBY_DICK).body()).isEqualTo(old);
    assertThat(there.get(MOBY_DICK).header("Cache-Status")).contains("hit");

    Customer staff = Customer.at("198.51.100.123").named("sam");
    Map<String, String> price = Map.of("isbn", "9780142437247", "price", "31415");
    assertThat(staff.post("/prices", price).status()).isEqualTo(302);
    awaitBook("31415");
    assertThat(staff.put(MOBY_DICK + "/price", "27182").status()).isEqualTo(204);
    awaitBook("27182");
  }

  /** The other's own database has the old price: it can't but have this from the first one. */
  private void awaitBook(String price) {
    assertThat(here.get(MOBY_DICK).body()).contains(price);
    patiently().untilAsserted(() -> assertThat(there.get(MOBY_DICK).body()).contains(price));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/whims?two=3", "/api/whims?two=3"})
  void while_the_application_fails_on_both_the_last_page_stands_in(String path) {
    String page = here.get(path).body();
    for (Customer customer : List.of(there, here)) {
      patiently()
          .untilAsserted(
              () -> {
                Reply reply = customer.get(path, Map.of("X-Whim", "fail"));
                assertThat(reply.status()).isEqualTo(200);
                assertThat(reply.body()).isEqualTo(page);
                assertThat(reply.header("Cache-Status")).contains("fwd=stale");
              });
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/whims?two=4", "/api/whims?two=4"})
  void an_answer_that_gives_a_cookie_is_one_visitors_own(String path) {
    Reply own = here.get(path, Map.of("X-Whim", "cookie"));
    assertThat(own.header("Set-Cookie")).startsWith("whim=");
    assertThat(own.header("Cache-Status")).doesNotContain("stored");
    assertThat(there.get(path).body()).isNotEqualTo(own.body());
  }

  @Test
  void what_is_compressed_on_one_node_is_sent_so_and_in_parts_by_the_other() {
    String text = here.get("/whims?two=6", Map.of("X-Whim", "long")).body();
    Reply zipped = there.get("/whims?two=6", Map.of("Accept-Encoding", "gzip"));
    assertThat(zipped.header("Cache-Status")).contains("hit");
    assertThat(zipped.header("Content-Encoding")).isEqualTo("gzip");
    assertThat(Integer.parseInt(zipped.header("Content-Length"))).isLessThan(500);
    assertThat(there.get("/whims?two=6").body()).isEqualTo(text);

    Reply part = there.get("/whims?two=6", Map.of("Range", "bytes=8-11"));
    assertThat(part.status()).isEqualTo(206);
    assertThat(part.body()).isEqualTo("8901");
    Reply parts = there.get("/whims?two=6", Map.of("Range", "bytes=8-11, 4990-"));
    assertThat(parts.status()).isEqualTo(206);
    assertThat(parts.header("Content-Type")).startsWith("multipart/byteranges; boundary=");
    assertThat(parts.body()).contains("bytes 8-11/5000", "8901", "bytes 4990-4999/5000");
  }

  @Test
  void a_part_that_one_node_was_sent_is_a_part_for_the_other() {
    Map<String, String> range = Map.of("X-Whim", "part", "Range", "bytes=0-3");
    assertThat(here.get("/whims?two=7", range).header("Cache-Status")).contains("stored");
    Reply served = there.get("/whims?two=7", Map.of("Range", "bytes=1-2"));
    assertThat(served.status()).isEqualTo(206);
    assertThat(served.header("Content-Range")).isEqualTo("bytes 1-2/10");
    assertThat(served.body()).isEqualTo("ar");
    assertThat(there.get("/whims?two=7").status()).isEqualTo(200);
  }

  @Test
  void what_filter_and_provider_both_are_meant_for_is_cached_once() {
    String path = "/api/whims/both?two=8";
    Reply fetched = here.get(path);
    Reply served = there.get(path);
    assertThat(served.body()).isEqualTo(fetched.body());
    assertThat(fetched.headers().allValues("Cache-Status"))
        .containsExactly("Buttress; fwd=miss; stored");
    assertThat(served.headers().allValues("Cache-Status")).hasSize(1);
  }

  @Test
  void a_node_that_dies_while_it_asks_keeps_nobody_waiting_and_comes_back_to_what_there_is() {
    String page = there.get("/catalogue?two=5").body();
    // It may be stored a moment after it was sent.
    patiently().until(() -> there.get("/catalogue?two=5").header("Cache-Status").contains("hit"));
    CompletableFuture<Reply> cutOff =
        CompletableFuture.supplyAsync(() -> there.get("/whims?two=5", Map.of("X-Whim", "hang")));
    patiently().until(this::isSomebodyAsking);
    second.kill();
    patiently().until(cutOff::isCompletedExceptionally);
    Reply reply = here.get("/whims?two=5");
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.took()).isLessThan(Duration.ofSeconds(15));
    assertThat(here.get("/catalogue?two=5").body()).isEqualTo(page);

    second.restart();
    Reply served = there.get("/catalogue?two=5");
    assertThat(served.header("Cache-Status")).contains("hit");
    assertThat(served.body()).isEqualTo(page);
  }

  /** Others than those for whose answer nobody is to wait. */
  private boolean isSomebodyAsking() {
    String script =
        "for _, lead in ipairs(redis.call('KEYS', 'bt:{c0}l:*')) do "
            + "if redis.call('GET', lead) ~= 'alone' then return 'yes' end end return 'no'";
    return redis.command("EVAL", script, "0").contains("yes");
  }

  @Test
  void without_redis_each_goes_on_alone_and_with_it_they_share_again() {
    String page = here.get("/catalogue?two=9").body();
    // The news that it was stored may overtake the first look, which is not kept then.
    there.get("/catalogue?two=9");
    there.get("/catalogue?two=9");
    redis.kill();
    // From the memory of each.
    assertThat(here.get("/catalogue?two=9").body()).isEqualTo(page);
    assertThat(there.get("/catalogue?two=9").body()).isEqualTo(page);
    assertThat(there.get("/catalogue?two=10").status()).isEqualTo(200);
    redis.restart();
    awaitSharing();
  }
}
