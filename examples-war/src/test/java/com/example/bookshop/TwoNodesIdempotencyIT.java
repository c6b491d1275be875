package com.example.bookshop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.example.bookshop.deployed.PlainOrders;
import com.example.bookshop.server.Customer;
import com.example.bookshop.server.OrderRush;
import com.example.bookshop.server.OrderRush.Mode;
import com.example.bookshop.server.Reply;
import com.example.bookshop.server.ShopNode;
import com.example.bookshop.server.TwoNodes;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An order with a key is placed once by two nodes, whoever is killed meanwhile. */
class TwoNodesIdempotencyIT {
  private static final int THREADS = 64;
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final String DRACULA = "9780141439846";
  private static final boolean LONG = Boolean.getBoolean("test.faults");
  private static final int NODE_KILLS = LONG ? 20 : 2;
  private static final int REDIS_KILLS = LONG ? 5 : 1;
  private static final int KEYS = LONG ? 10_000 : 1_000;

  private static TwoNodes shop;

  @BeforeAll
  static void open() {
    assumeTrue("wildfly".equals(System.getProperty("arquillian.launch")), "two WildFlys");
    shop =
        TwoNodes.start(
            Map.of(
                "buttress.rate-limit.enabled",
                "false",
                "buttress.idempotency.orders.lease",
                "5s",
                "buttress.idempotency.plain.paths",
                "/api/orders/plain",
                "buttress.idempotency.plain.lease",
                "5s"),
            PlainOrders.class);
  }

  @AfterAll
  static void close() {
    if (shop != null) {
      shop.close();
    }
  }

  @BeforeEach
  void awaitBoth() {
    shop.awaitNodes();
  }

  private static String key() {
    return UUID.randomUUID().toString();
  }

  private static List<Long> orders(Mode mode) {
    return shop.database().ordersOf(mode.customerName());
  }

  @ParameterizedTest
  @EnumSource
  void of_64_requests_at_once_at_both_nodes_one_is_executed(Mode mode) {
    int before = orders(mode).size();
    List<Customer> customers = shop.nodes().stream().map(node -> mode.customer().on(node)).toList();
    String key = key();
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    List<CompletableFuture<Reply>> replies = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      Customer customer = customers.get(i % customers.size());
      replies.add(
          CompletableFuture.supplyAsync(() -> OrderRush.order(customer, mode, key), threads));
    }
    List<Reply> all = replies.stream().map(CompletableFuture::join).toList();
    threads.shutdown();
    assertThat(orders(mode)).hasSize(before + 1);
    assertThat(all).extracting(Reply::status).containsOnly(201, 409);
    assertThat(all.stream().filter(TwoNodesIdempotencyIT::isExecuted)).hasSize(1);
    assertThat(bodies(all)).hasSize(1);
    for (Customer customer : customers) {
      Reply retry = OrderRush.order(customer, mode, key);
      assertThat(retry.header("Idempotency-Replayed")).isEqualTo("true");
      assertThat(retry.body()).isEqualTo(bodies(all).get(0));
    }
  }

  private static boolean isExecuted(Reply reply) {
    return reply.status() == 201 && reply.header("Idempotency-Replayed").isEmpty();
  }

  private static List<String> bodies(List<Reply> replies) {
    return replies.stream().filter(r -> r.status() == 201).map(Reply::body).distinct().toList();
  }

  /** The node has committed, and can't tell Redis before it dies. */
  @Test
  void a_kill_between_commit_and_store_leaves_two_orders_only_without_a_record_of_their_own()
      throws SQLException {
    Map<Mode, Integer> before = new EnumMap<>(Mode.class);
    Map<Mode, String> keys = new EnumMap<>(Mode.class);
    ShopNode dying = shop.nodes().get(0);
    long records = records();
    try (Connection lock = shop.database().lockBook(DRACULA)) {
      for (Mode mode : Mode.values()) {
        before.put(mode, orders(mode).size());
        keys.put(mode, key());
        var unused = CompletableFuture.runAsync(() -> orderDracula(mode, dying, keys.get(mode)));
      }
      await().atMost(PATIENCE).until(() -> records() == records + Mode.values().length);
      shop.redis().hang();
      lock.rollback();
    }
    before.forEach(
        (mode, count) -> await().atMost(PATIENCE).until(() -> orders(mode).size() == count + 1));
    dying.kill();
    shop.restart(dying);
    // What the node has sent meanwhile goes with its connections.
    shop.redis().restart();
    keys.forEach((mode, key) -> assertThatItIsReplayed(mode, key));
    assertThat(orders(Mode.TRANSACTIONAL)).hasSize(before.get(Mode.TRANSACTIONAL) + 1);
    assertThat(orders(Mode.REDIS_ONLY)).hasSize(before.get(Mode.REDIS_ONLY) + 2);
  }

  private static Reply orderDracula(Mode mode, ShopNode node, String key) {
    Map<String, String> field = Map.of("Idempotency-Key", key);
    return mode.customer().on(node).postJson(mode.path(), OrderRush.order(DRACULA), field);
  }

  private static void assertThatItIsReplayed(Mode mode, String key) {
    ShopNode other = shop.nodes().get(1);
    await().atMost(PATIENCE).until(() -> orderDracula(mode, other, key).status() == 201);
    Reply replay = orderDracula(mode, other, key);
    assertThat(replay.header("Idempotency-Replayed")).isEqualTo("true");
    List<Long> placed = orders(mode);
    assertThat(replay.body()).isEqualTo("{\"id\":" + placed.get(placed.size() - 1) + "}");
  }

  private static long records() {
    return shop.redis().command("KEYS", "bt:{i:*").lines().count();
  }

  @Test
  void orders_are_as_many_as_keys_whoever_is_killed() {
    Map<Mode, List<Long>> before =
        Map.of(
            Mode.TRANSACTIONAL,
            orders(Mode.TRANSACTIONAL),
            Mode.REDIS_ONLY,
            orders(Mode.REDIS_ONLY));
    int faults = NODE_KILLS + REDIS_KILLS;
    int keys = KEYS / 2 / faults;
    try (OrderRush rush = new OrderRush(shop)) {
      for (int i = 1; i <= faults; i++) {
        ShopNode victim = shop.nodes().get(i % 2);
        if (i % (faults / REDIS_KILLS) == 0) {
          rush.order(keys, shop.nodes(), shop.redis()::kill, shop.redis()::restart);
        } else {
          rush.order(keys, Set.of(victim), victim::kill, () -> shop.restart(victim));
        }
        shop.awaitNodes();
      }
      Set<Long> placed = new HashSet<>(orders(Mode.TRANSACTIONAL));
      before.get(Mode.TRANSACTIONAL).forEach(placed::remove);
      assertThat(rush.answers(Mode.TRANSACTIONAL).values())
          .hasSize(keys * faults)
          .allMatch(answers -> answers.size() == 1);
      assertThat(placed).hasSize(keys * faults);
      assertThat(rush.answers(Mode.TRANSACTIONAL).values().stream().flatMap(Set::stream))
          .containsExactlyInAnyOrderElementsOf(
              placed.stream().map(id -> "{\"id\":" + id + "}").toList());
      long twice =
          orders(Mode.REDIS_ONLY).size() - before.get(Mode.REDIS_ONLY).size() - keys * faults;
      System.out.printf(
          "%d kills, %d keys of each kind: %d orders too many without a record of their own,"
              + " where %d requests were in flight at the kills%n",
          faults, keys * faults, twice, rush.concerned());
      assertThat(twice).isBetween(0L, rush.concerned());
    }
  }
}
