package io.buttress.jobs.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.buttress.jobs.JobEvent.Kind;
import io.buttress.jobs.JobRequest;
import io.buttress.jobs.engine.Permit;
import io.buttress.jobs.engine.QueueSettings;
import io.buttress.jobs.engine.Throttle;
import io.buttress.jobs.engine.Throttle.Granted;
import io.buttress.jobs.engine.Throttle.Refused;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What keeps a node from starting jobs. */
class BrakesIT extends NodesTesting {
  @Test
  void without_a_permit_nothing_is_claimed() {
    AtomicBoolean permitted = new AtomicBoolean();
    AtomicInteger runs = new AtomicInteger();
    node.handlers.add("work", Void.class, (none, context) -> runs.incrementAndGet());
    Permit permit = now -> permitted.get();
    var poller = node.poll(QueueSettings.of("default", 1), Throttle.NONE, permit);
    var unused = node.queue.enqueue("work", null);
    assertThat(poller.turn()).isFalse();
    assertThat(poller.held()).isZero();
    permitted.set(true);
    await().until(() -> runs.get() == 1);
  }

  @Test
  void a_throttled_job_waits_without_being_charged() {
    AtomicInteger asked = new AtomicInteger();
    List<Integer> attempts = new CopyOnWriteArrayList<>();
    node.handlers.add("work", Void.class, (none, context) -> attempts.add(context.attempt()));
    Throttle throttle =
        () -> asked.incrementAndGet() <= 2 ? new Refused(Duration.ofMillis(50)) : Granted.AT_ONCE;
    node.poll(QueueSettings.of("default", 1), throttle, Permit.ALWAYS);
    var unused = node.queue.enqueue("work", null);
    await().untilAsserted(() -> assertThat(attempts).containsExactly(1));
    assertThat(asked).hasValue(3);
  }

  @Test
  void jobs_are_started_as_fast_as_the_limiter_admits_and_stay_where_they_are() {
    AtomicLong next = new AtomicLong(System.nanoTime());
    // One in five ms.
    Throttle throttle =
        () -> {
          long now = System.nanoTime();
          long free = next.get();
          boolean admitted = now - free >= 0 && next.compareAndSet(free, now + 5_000_000);
          return admitted
              ? Granted.AT_ONCE
              : new Refused(Duration.ofNanos(Math.max(next.get() - now, 1)));
        };
    node.handlers.add("work", Void.class, (none, context) -> null);
    node.poll(QueueSettings.of("default", 2), throttle, Permit.ALWAYS);
    long start = System.nanoTime();
    var unused = node.queue.enqueueAll(Collections.nCopies(100, JobRequest.of("work", null)));
    await().until(() -> node.count(Kind.SUCCEEDED) == 100);
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isBetween(Duration.ofMillis(490), Duration.ofSeconds(5));
    assertThat(node.count(Kind.GIVEN_BACK)).isLessThan(10);
  }

  @Test
  void a_turn_that_was_granted_for_later_is_waited_for_and_given_back_at_its_end() {
    AtomicInteger asked = new AtomicInteger();
    AtomicInteger ended = new AtomicInteger();
    // A hundred ms after the other, as a leaky bucket has it; the last one in more than two
    // seconds.
    Throttle throttle =
        () ->
            new Granted(Duration.ofMillis(100L * asked.getAndIncrement()), ended::incrementAndGet);
    node.handlers.add("work", Void.class, (none, context) -> null);
    node.poll(QueueSettings.of("default", 30), throttle, Permit.ALWAYS);
    long start = System.nanoTime();
    var unused = node.queue.enqueueAll(Collections.nCopies(23, JobRequest.of("work", null)));
    await().until(() -> node.count(Kind.SUCCEEDED) == 23 && ended.get() == 23);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(2_190));
    assertThat(asked).hasValue(23);
    assertThat(node.count(Kind.GIVEN_BACK)).isZero();
  }

  @Test
  void a_limiter_that_fails_keeps_no_job() {
    AtomicBoolean failed = new AtomicBoolean();
    Throttle throttle =
        () -> {
          if (failed.compareAndSet(false, true)) {
            throw new IllegalStateException("no limiter");
          }
          return Granted.AT_ONCE;
        };
    node.handlers.add("work", Void.class, (none, context) -> null);
    node.poll(QueueSettings.of("default", 1), throttle, Permit.ALWAYS);
    var unused = node.queue.enqueue("work", null);
    await().until(() -> node.count(Kind.SUCCEEDED) == 1);
    assertThat(node.count(Kind.GIVEN_BACK)).isEqualTo(1);
  }

  @Test
  void a_paused_queue_gets_back_what_was_fetched_ahead() {
    CountDownLatch go = new CountDownLatch(1);
    node.handlers.add("quick", Void.class, (none, context) -> null);
    node.handlers.add(
        "slow",
        Void.class,
        (none, context) -> {
          go.await();
          return null;
        });
    var poller = node.poll(QueueSettings.of("default", 1));
    var unused = node.queue.enqueueAll(Collections.nCopies(200, JobRequest.of("quick", null)));
    await().until(() -> node.count(Kind.SUCCEEDED) == 200);
    var unusedSlow = node.queue.enqueue("slow", null);
    var unusedToo = node.queue.enqueueAll(Collections.nCopies(20, JobRequest.of("quick", null)));
    await().until(() -> poller.held() > 1);
    redis.server.command("HSET", "bt:{test:default}:m", "paused", "1");
    await().until(() -> poller.held() == 1);
    go.countDown();
    await().until(() -> node.count(Kind.SUCCEEDED) == 201 && poller.held() == 0);
    assertThat(redis.server.command("LLEN", "bt:{test:default}:r4")).isEqualTo("20");
  }
}
