package io.buttress.jobs.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.buttress.jobs.Enqueued;
import io.buttress.jobs.JobDetail;
import io.buttress.jobs.JobEvent.Kind;
import io.buttress.jobs.JobOperations;
import io.buttress.jobs.JobRequest;
import io.buttress.jobs.engine.JsonPayloads;
import io.buttress.jobs.engine.Operations;
import io.buttress.jobs.engine.PayloadCodec;
import io.buttress.jobs.engine.QueueSettings;
import io.buttress.jobs.engine.TurnLimits;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What others do to a node, its threads and its jobs. */
class HostileIT extends NodesTesting {
  private static final QueueSettings LONG_LEASES =
      QueueSettings.of("default", 1)
          .withLimits(new TurnLimits(Duration.ofHours(1), 0, 0, 3, 10, 100, Duration.ofDays(1)));

  private Thread keeper() {
    return node.threads.stream()
        .filter(thread -> thread.getName().endsWith(" poller"))
        .findAny()
        .orElseThrow();
  }

  @Test
  void a_poller_that_somebody_interrupts_does_not_spin_while_all_workers_are_busy() {
    CountDownLatch go = new CountDownLatch(1);
    node.handlers.add(
        "slow",
        Void.class,
        (none, job) -> {
          go.await();
          return null;
        });
    node.poll(LONG_LEASES);
    var unused = node.queue.enqueue("slow", null);
    await().until(() -> node.count(Kind.STARTED) == 1);
    Thread keeper = keeper();
    keeper.interrupt();
    await().until(() -> !keeper.isInterrupted() && keeper.getState() == Thread.State.TIMED_WAITING);
    go.countDown();
    await().until(() -> node.count(Kind.SUCCEEDED) == 1);
  }

  @Test
  void a_job_that_somebody_has_spoilt_keeps_no_other_from_being_done() {
    JobOperations operations =
        new Operations(
            new RedisOperationsStore(new ScriptRunner(redis.connection, "test")),
            new PayloadCodec(new JsonPayloads(), PayloadCodec.USUAL_MOST, Optional.empty()));
    List<Integer> done = new CopyOnWriteArrayList<>();
    node.handlers.add("work", Integer.class, (number, job) -> done.add(number));
    List<Enqueued> jobs =
        node.queue.enqueueAll(
            IntStream.range(0, 5).mapToObj(i -> JobRequest.of("work", i)).toList());
    String spoilt = jobs.get(2).id();
    redis.server.command("SET", "bt:{test:default}:j:" + spoilt, "1 spoilt");
    node.poll(LONG_LEASES);
    await().untilAsserted(() -> assertThat(done).containsExactlyInAnyOrder(0, 1, 3, 4));
    await().until(() -> operations.status("default").delayed() == 1);
    assertThat(operations.find("default", spoilt).map(JobDetail::crashes)).hasValue(0);
  }

  @Test
  void a_payload_of_any_characters_arrives_as_it_was() {
    String any = "\0\u0001\u001f\"\\/\u007f\u2028\ufffe\uffff é 𝄞 \ud83d x \udc00\ud800";
    List<String> seen = new CopyOnWriteArrayList<>();
    node.handlers.add("note", String.class, (text, job) -> seen.add(text));
    node.poll(LONG_LEASES);
    var unused = node.queue.enqueue("note", any);
    await().untilAsserted(() -> assertThat(seen).containsExactly(any));
  }
}
