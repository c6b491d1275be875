package com.example.bookshop.server;

import com.example.bookshop.database.DatabaseSetup;
import io.buttress.embedded.EmbeddedRedis;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/**
 * A Bookshop of two nodes, each of which can be killed, with one database and one Redis, which
 * writes down what it has acknowledged.
 */
public final class TwoNodes implements AutoCloseable {
  private static final String SETUP =
      "/WEB-INF/classes/" + DatabaseSetup.class.getName().replace('.', '/') + ".class";

  private final EmbeddedRedis redis =
      EmbeddedRedis.start(options -> options.with("appendonly", "yes"));
  private final SharedDatabase database = SharedDatabase.open();
  private final List<ShopNode> nodes;
  private final Map<ShopNode, CompletableFuture<Void>> restarts = new HashMap<>();

  private TwoNodes(Map<String, String> settings, Class<?>... more) {
    Map<String, String> all = new HashMap<>(settings);
    all.put("buttress.redis.uri", redis.uri());
    List<CompletableFuture<ShopNode>> starts =
        Stream.of(1, 2)
            .map(
                number ->
                    CompletableFuture.supplyAsync(() -> ShopNode.start(war(all, more), database)))
            .toList();
    nodes = starts.stream().map(CompletableFuture::join).toList();
  }

  /**
   * Starts both.
   *
   * @param settings on top of those that the Bookshop has
   * @param more classes to be deployed with it
   */
  public static TwoNodes start(Map<String, String> settings, Class<?>... more) {
    return new TwoNodes(settings, more);
  }

  /** Each node would lay the tables anew that the other one works with. */
  private static WebArchive war(Map<String, String> settings, Class<?>... more) {
    WebArchive war = BookshopWar.with(settings).addClasses(more);
    war.delete(SETUP);
    return war;
  }

  public List<ShopNode> nodes() {
    return nodes;
  }

  public SharedDatabase database() {
    return database;
  }

  public EmbeddedRedis redis() {
    return redis;
  }

  /** Begins to start a node again; {@link #awaitNodes} waits until it is there. */
  public void restart(ShopNode node) {
    restarts.put(node, CompletableFuture.runAsync(node::restart));
  }

  /** Waits until both nodes answer. */
  public void awaitNodes() {
    restarts.values().forEach(CompletableFuture::join);
    restarts.clear();
  }

  @Override
  public void close() {
    restarts.values().forEach(CompletableFuture::join);
    nodes.forEach(ShopNode::close);
    database.close();
    redis.close();
  }
}
