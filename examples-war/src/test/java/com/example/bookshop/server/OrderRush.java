package com.example.bookshop.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Customers who send each order twice, to whichever node, and again and again until it is answered,
 * while nodes and Redis are killed.
 */
public final class OrderRush implements AutoCloseable {
  private static final int CLIENTS = 16;
  private static final Duration BETWEEN_TRIES = Duration.ofMillis(100);
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final List<String> BOOKS =
      List.of("9780141439518", "9780141439556", "9780141441146", "9780141439600");

  private final TwoNodes shop;
  private final ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
  private final Map<Mode, Map<ShopNode, Customer>> customers = new EnumMap<>(Mode.class);
  private final Map<Mode, Map<String, Set<String>>> answers = new EnumMap<>(Mode.class);
  private final Set<Sent> underWay = ConcurrentHashMap.newKeySet();
  private final AtomicInteger answered = new AtomicInteger();
  private volatile Set<Sent> seen = Set.of();
  private volatile boolean isWatching;
  private long concerned;

  public OrderRush(TwoNodes shop) {
    this.shop = shop;
    for (Mode mode : Mode.values()) {
      answers.put(mode, new ConcurrentHashMap<>());
      customers.put(mode, new ConcurrentHashMap<>());
      for (ShopNode node : shop.nodes()) {
        customers.get(mode).put(node, mode.customer().on(node));
      }
    }
  }

  /** Where the keys are, and who orders so. */
  public enum Mode {
    /** The key is noted in the order's own transaction. */
    TRANSACTIONAL("/api/orders", "alice"),
    /** The key is in Redis alone. */
    REDIS_ONLY("/api/orders/plain", "bob");

    private final String path;
    private final String name;

    Mode(String path, String name) {
      this.path = path;
      this.name = name;
    }

    public String path() {
      return path;
    }

    /** The name of the customer. */
    public String customerName() {
      return name;
    }

    public Customer customer() {
      return Customer.at("198.51.100.140").named(name);
    }
  }

  /** One request that is not answered yet. */
  private static final class Sent {
    private final Mode mode;
    private final ShopNode node;

    Sent(Mode mode, ShopNode node) {
      this.mode = mode;
      this.node = node;
    }
  }

  /**
   * Sends orders with so many new keys of each mode, and lets something happen when a third of them
   * has been answered. Returns when all have been.
   *
   * @param kill ends those nodes or what they need
   * @param repair brings it back
   */
  public void order(int keys, Collection<ShopNode> nodes, Runnable kill, Runnable repair) {
    answered.set(0);
    List<Future<?>> tasks = new ArrayList<>();
    for (int i = 0; i < keys; i++) {
      for (Mode mode : Mode.values()) {
        String key = UUID.randomUUID().toString();
        tasks.add(clients.submit(() -> untilAnswered(mode, key)));
        tasks.add(clients.submit(() -> untilAnswered(mode, key)));
      }
    }
    await().atMost(PATIENCE).until(() -> answered.get() >= tasks.size() / 3);
    concerned += inFlightDuring(kill, nodes);
    repair.run();
    for (Future<?> task : tasks) {
      assertThat(task).succeedsWithin(PATIENCE);
    }
  }

  /** How many requests without a record of their own may have been cut off by the faults. */
  private long inFlightDuring(Runnable kill, Collection<ShopNode> nodes) {
    seen = ConcurrentHashMap.newKeySet();
    isWatching = true;
    seen.addAll(underWay);
    kill.run();
    isWatching = false;
    return seen.stream().filter(s -> s.mode == Mode.REDIS_ONLY && nodes.contains(s.node)).count();
  }

  private void untilAnswered(Mode mode, String key) {
    await().pollInterval(BETWEEN_TRIES).atMost(PATIENCE).until(() -> isAnswered(mode, key));
    answered.incrementAndGet();
  }

  private boolean isAnswered(Mode mode, String key) {
    ShopNode node = shop.nodes().get(ThreadLocalRandom.current().nextInt(shop.nodes().size()));
    Sent sent = new Sent(mode, node);
    underWay.add(sent);
    if (isWatching) {
      seen.add(sent);
    }
    try {
      Reply reply = order(customers.get(mode).get(node), mode, key);
      if (reply.status() == 201) {
        Set<String> same =
            answers.get(mode).computeIfAbsent(key, k -> ConcurrentHashMap.newKeySet());
        same.add(reply.body());
        return true;
      }
      return false;
    } catch (UncheckedIOException cutOff) {
      return false;
    } finally {
      underWay.remove(sent);
    }
  }

  /** Sends an order once; the same one each time for one key. */
  public static Reply order(Customer customer, Mode mode, String key) {
    String isbn = BOOKS.get(Math.floorMod(key.hashCode(), BOOKS.size()));
    return customer.postJson(mode.path(), order(isbn), Map.of("Idempotency-Key", key));
  }

  public static String order(String isbn) {
    return "{\"isbn\":\"" + isbn + "\",\"quantity\":1}";
  }

  /** The different answers that each key has got. */
  public Map<String, Set<String>> answers(Mode mode) {
    return answers.get(mode);
  }

  /** How many requests whose key is in Redis alone were in flight at the faults. */
  public long concerned() {
    return concerned;
  }

  @Override
  public void close() {
    clients.shutdownNow();
  }
}
