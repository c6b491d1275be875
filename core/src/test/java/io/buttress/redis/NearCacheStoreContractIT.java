package io.buttress.redis;

import static org.awaitility.Awaitility.await;

import io.buttress.cache.CacheStore;
import io.buttress.cache.CacheStoreContract;
import io.buttress.cache.internal.NearCacheStore;
import io.buttress.embedded.EmbeddedRedis;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** Redis with copies in memory keeps responses as every store does. */
class NearCacheStoreContractIT extends CacheStoreContract {
  private static EmbeddedRedis server;

  private CacheNodes nodes;
  private NearCacheStore store;

  @BeforeAll
  static void start() {
    server = EmbeddedRedis.start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void connect() throws Exception {
    server.command("FLUSHALL");
    nodes = new CacheNodes(server.uri());
    store = nodes.near();
  }

  @AfterEach
  void disconnect() {
    nodes.close();
  }

  @Override
  protected CacheStore store() {
    return store;
  }

  @Override
  protected void pass(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    await().pollInterval(Duration.ofMillis(1)).until(() -> System.nanoTime() - end > 0);
  }
}
