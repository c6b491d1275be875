package io.buttress.jobs.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.buttress.jobs.JobEvent.Kind;
import io.buttress.jobs.JobRequest;
import io.buttress.jobs.engine.QueueSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** How a node stops. */
class StopIT extends NodesTesting {
  @Test
  void what_a_stopped_node_has_is_given_back_without_charging_an_attempt() {
    CountDownLatch begun = new CountDownLatch(1);
    node.handlers.add(
        "work",
        Integer.class,
        (number, context) -> {
          begun.countDown();
          new CountDownLatch(1).await();
          return null;
        });
    node.poll(QueueSettings.of("default", 1));
    var unused = node.queue.enqueueAll(List.of(JobRequest.of("work", 1), JobRequest.of("work", 2)));
    await().until(() -> begun.getCount() == 0);
    node.stop(Duration.ofMillis(200));
    assertThat(redis.server.command("ZCARD", "bt:{test:default}:l")).isEqualTo("0");
    assertThat(redis.server.command("LLEN", "bt:{test:default}:r4")).isEqualTo("2");
    await().until(() -> node.threads.stream().noneMatch(Thread::isAlive));

    List<String> attempts = Collections.synchronizedList(new ArrayList<>());
    TestNode other = newNode("node2");
    other.handlers.add(
        "work",
        Integer.class,
        (number, context) -> attempts.add(context.attempt() + "/" + context.crashes()));
    other.poll(QueueSettings.of("default", 1));
    await().untilAsserted(() -> assertThat(attempts).containsExactly("1/0", "1/0"));
  }

  @Test
  void a_node_ends_at_once_though_others_wait_in_front_of_it() {
    for (int i = 0; i < 3; i++) {
      newNode("other" + i).poll(QueueSettings.of("default", 1));
    }
    awaitBlocked(3);
    node.poll(QueueSettings.of("default", 1));
    awaitBlocked(4);
    node.stop(Duration.ZERO);
    assertThat(node.threads).noneMatch(Thread::isAlive);
  }

  private static void awaitBlocked(int clients) {
    await()
        .until(
            () -> redis.server.command("INFO", "clients").contains("blocked_clients:" + clients));
  }

  @Test
  void a_node_that_stops_while_jobs_come_keeps_none_of_them() throws InterruptedException {
    node.handlers.add("work", Integer.class, (number, context) -> null);
    for (int i = 0; i < 5; i++) {
      TestNode stopping = newNode("stopping" + i);
      stopping.handlers.add("work", Integer.class, (number, context) -> null);
      stopping.poll(QueueSettings.of("default", 1));
      AtomicBoolean enough = new AtomicBoolean();
      Thread sender =
          new Thread(
              () -> {
                while (!enough.get()) {
                  var unused = node.queue.enqueue("work", 1);
                }
              });
      sender.start();
      await().until(() -> stopping.count(Kind.SUCCEEDED) > 0);
      stopping.stop(Duration.ofSeconds(10));
      enough.set(true);
      sender.join();
      assertThat(redis.server.command("ZCARD", "bt:{test:default}:l")).isEqualTo("0");
      assertThat(stopping.threads).noneMatch(Thread::isAlive);
      assertThat(stopping.count(Kind.STARTED)).isEqualTo(stopping.count(Kind.SUCCEEDED));
    }
  }

  @Test
  void what_breaks_as_one_queue_is_left_keeps_no_thread_of_any() {
    LossyStore breaking = new LossyStore(store);
    TestNode broken = new TestNode("broken", breaking);
    CountDownLatch begun = new CountDownLatch(2);
    broken.handlers.add(
        "work",
        Void.class,
        (none, context) -> {
          begun.countDown();
          new CountDownLatch(1).await();
          return null;
        });
    for (String queue : List.of("a", "b")) {
      broken.poll(QueueSettings.of(queue, 1));
      var unused = broken.queue.enqueue(JobRequest.builder("work", null).queue(queue).build());
    }
    await().until(() -> begun.getCount() == 0);
    breaking.broken = "a";
    broken.close();
    await().until(() -> broken.threads.stream().noneMatch(Thread::isAlive));
    assertThat(redis.server.command("LLEN", "bt:{test:b}:r4")).isEqualTo("1");
  }

  @Test
  void jobs_that_are_about_to_end_may_end_within_the_grace() {
    CountDownLatch begun = new CountDownLatch(1);
    AtomicBoolean go = new AtomicBoolean();
    node.handlers.add(
        "work",
        Void.class,
        (none, context) -> {
          begun.countDown();
          await().until(go::get);
          return null;
        });
    node.poll(QueueSettings.of("default", 1));
    var unused = node.queue.enqueue("work", null);
    await().until(() -> begun.getCount() == 0);
    new Thread(() -> go.set(true)).start();
    node.stop(Duration.ofSeconds(10));
    assertThat(node.count(Kind.SUCCEEDED)).isEqualTo(1);
    assertThat(redis.server.command("DBSIZE")).isLessThanOrEqualTo("3");
  }

  @Test
  void jobs_that_do_not_end_hold_nobody_up_however_many_they_are() {
    AtomicBoolean go = new AtomicBoolean();
    node.handlers.add(
        "deaf",
        Void.class,
        (none, context) -> {
          while (!go.get()) {
            boolean unused = Thread.interrupted();
            LockSupport.parkNanos(1_000_000);
          }
          return null;
        });
    for (String queue : List.of("a", "b", "c")) {
      node.poll(QueueSettings.of(queue, 2));
      for (int i = 0; i < 2; i++) {
        var unused = node.queue.enqueue(JobRequest.builder("deaf", null).queue(queue).build());
      }
    }
    await().until(() -> node.count(Kind.STARTED) == 6);
    long start = System.nanoTime();
    node.stop(Duration.ZERO);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(6));
    assertThat(redis.server.command("LLEN", "bt:{test:c}:r4")).isEqualTo("2");
    go.set(true);
  }
}
