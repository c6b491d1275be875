package io.buttress.jobs.redis;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.buttress.config.RedisSettings;
import io.buttress.embedded.EmbeddedCluster;
import io.buttress.embedded.EmbeddedSentinel;
import io.buttress.error.StoreUnavailableException;
import io.buttress.jobs.JobRequest;
import io.buttress.jobs.engine.QueueSettings;
import io.buttress.redis.RedisConnection;
import io.buttress.redis.RedisListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.Test;

/** Queues in a cluster, and over a failover. */
class JobsTopologyIT {
  private final Set<Object> done = ConcurrentHashMap.newKeySet();

  @Test
  void queues_of_a_cluster_are_in_slots_of_their_own_and_each_is_worked_off() {
    List<String> queues = List.of("mail", "papers", "default", "reports");
    try (EmbeddedCluster cluster = EmbeddedCluster.start();
        Node node = new Node(cluster.uri())) {
      queues.forEach(name -> node.jobs.poll(QueueSettings.of(name, 2)));
      for (int i = 0; i < 200; i++) {
        node.add(JobRequest.builder("note", i).queue(queues.get(i % 4)).id("id" + i).build());
      }
      await().atMost(20, SECONDS).until(() -> done.size() == 200);
      List<JobRequest> many = new ArrayList<>();
      for (int i = 200; i < 1_200; i++) {
        many.add(JobRequest.builder("note", i).queue("mail").build());
      }
      assertThat(node.jobs.queue.enqueueAll(many)).hasSize(1_000);
      await().atMost(20, SECONDS).until(() -> done.size() == 1_200);
    }
  }

  @Test
  void after_a_failover_the_poller_goes_on_by_itself() {
    try (EmbeddedSentinel sentinel = EmbeddedSentinel.start();
        Node node = new Node(sentinel.uri())) {
      node.jobs.poll(QueueSettings.of("default", 2));
      node.add(JobRequest.builder("note", 1).id("before").build());
      await().atMost(20, SECONDS).until(() -> done.contains(1));
      sentinel.failover();
      long start = System.nanoTime();
      node.add(JobRequest.builder("note", 2).id("after").build());
      await().atMost(20, SECONDS).until(() -> done.contains(2));
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    }
  }

  /** A node with a way to Redis of its own. */
  private final class Node implements AutoCloseable {
    private final ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(1);
    private final RedisConnection redis;
    private final TestNode jobs;

    Node(String uri) {
      redis = RedisConnection.open(RedisSettings.of(uri), scheduler, RedisListener.NONE);
      jobs = new TestNode("node", new RedisJobStore(new ScriptRunner(redis, "test")));
      jobs.handlers.add("note", Integer.class, (number, context) -> done.add(number));
    }

    /** Under its own id a job can be sent until it is known to be there. */
    void add(JobRequest job) {
      await()
          .atMost(20, SECONDS)
          .until(
              () -> {
                try {
                  return jobs.queue.enqueue(job) != null;
                } catch (StoreUnavailableException e) {
                  return false;
                }
              });
    }

    @Override
    public void close() {
      jobs.close();
      redis.close();
      scheduler.shutdownNow();
    }
  }
}
