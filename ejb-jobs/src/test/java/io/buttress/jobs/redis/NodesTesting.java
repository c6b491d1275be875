package io.buttress.jobs.redis;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** Tests of whole nodes in this JVM, with a real Redis. */
abstract class NodesTesting {
  static RedisForTests redis;
  private final List<TestNode> nodes = new ArrayList<>();
  RedisJobStore store;
  TestNode node;

  @BeforeAll
  static void startRedis() {
    redis = new RedisForTests();
  }

  @AfterAll
  static void stopRedis() {
    redis.close();
  }

  @BeforeEach
  void start() {
    redis.server.command("FLUSHALL");
    store = new RedisJobStore(new ScriptRunner(redis.connection, "test"));
    node = newNode("node1");
  }

  @AfterEach
  void stop() {
    nodes.forEach(TestNode::close);
  }

  TestNode newNode(String name) {
    TestNode made = new TestNode(name, store);
    nodes.add(made);
    return made;
  }
}
