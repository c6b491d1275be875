package io.buttress.jobs.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.buttress.jobs.JobEvent.Kind;
import io.buttress.jobs.JobRequest;
import io.buttress.jobs.engine.Envelope;
import io.buttress.jobs.engine.Lease;
import io.buttress.jobs.engine.NewJob;
import io.buttress.jobs.engine.QueueSettings;
import io.buttress.jobs.engine.Turn;
import io.buttress.jobs.engine.TurnLimits;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Jobs that a node has by Redis's account, but has never heard of. */
class LostAnswersIT extends NodesTesting {
  // Nobody takes anything over here.
  private static final QueueSettings LONG_LEASES =
      QueueSettings.of("default", 2)
          .withLimits(new TurnLimits(Duration.ofHours(1), 0, 0, 3, 10, 100, Duration.ofDays(1)));

  private LossyStore lossy;
  private TestNode deaf;

  @BeforeEach
  void open() {
    lossy = new LossyStore(store);
    deaf = new TestNode("deaf", lossy);
  }

  @AfterEach
  void close() {
    deaf.close();
  }

  @Test
  void jobs_whose_claims_were_never_heard_of_are_done_soon_and_have_not_crashed() {
    List<String> runs = new CopyOnWriteArrayList<>();
    deaf.handlers.add(
        "work",
        Integer.class,
        (number, job) -> runs.add(number + ": " + job.attempt() + "/" + job.crashes()));
    lossy.toLose.set(5);
    deaf.poll(LONG_LEASES);
    var unused = deaf.queue.enqueueAll(List.of(JobRequest.of("work", 1), JobRequest.of("work", 2)));
    await().untilAsserted(() -> assertThat(runs).containsExactlyInAnyOrder("1: 1/0", "2: 1/0"));
    assertThat(lossy.toLose).hasValue(0);
    await().until(() -> redis.server.command("DBSIZE").compareTo("3") <= 0);
  }

  @Test
  void jobs_that_run_or_wait_here_stay_though_other_claims_were_never_heard_of() {
    CountDownLatch go = new CountDownLatch(1);
    deaf.handlers.add(
        "slow",
        Void.class,
        (none, job) -> {
          go.await();
          return null;
        });
    deaf.handlers.add("quick", Void.class, (none, job) -> null);
    var unused = deaf.queue.enqueue("slow", null);
    deaf.poll(LONG_LEASES);
    await().until(() -> deaf.count(Kind.STARTED) == 1);
    lossy.toLose.set(1);
    var unusedToo = deaf.queue.enqueueAll(Collections.nCopies(50, JobRequest.of("quick", null)));
    await().until(() -> deaf.count(Kind.SUCCEEDED) == 50);
    assertThat(lossy.toLose).hasValue(0);
    go.countDown();
    await().until(() -> deaf.count(Kind.SUCCEEDED) == 51);
    assertThat(deaf.count(Kind.STARTED)).isEqualTo(51);
    assertThat(deaf.count(Kind.LATE)).isZero();
  }

  @Test
  void a_node_that_stops_leaves_nothing_leased_that_it_has_never_heard_of() {
    deaf.handlers.add("work", Void.class, (none, job) -> null);
    lossy.toLose.set(Integer.MAX_VALUE);
    deaf.poll(LONG_LEASES);
    var unused = deaf.queue.enqueue("work", null);
    await().until(() -> lossy.toLose.get() < Integer.MAX_VALUE);
    deaf.stop(Duration.ZERO);
    assertThat(redis.server.command("ZCARD", "bt:{test:default}:l")).isEqualTo("0");
    assertThat(redis.server.command("LLEN", "bt:{test:default}:r4")).isEqualTo("1");
  }

  @Test
  void what_a_node_has_is_told_of_thousands_of_leases() {
    List<NewJob> jobs =
        IntStream.range(0, 1_000)
            .mapToObj(i -> new NewJob("j" + i, Duration.ZERO, Envelope.of("t", "")))
            .toList();
    store.add("q", Optional.empty(), jobs, Optional.empty());
    Set<Lease> mine = new HashSet<>();
    for (int i = 0; i < 1_000 / Turn.MOST; i++) {
      String name = i % 2 == 0 ? "mine" : "mine2";
      Turn turn = new Turn(name, TurnLimits.STANDARD, Turn.MOST, "4", false, List.of(), List.of());
      Set<Lease> leases =
          store.turn("q", turn).claimed().stream()
              .map(job -> new Lease(job.id(), job.fence()))
              .collect(Collectors.toSet());
      if (i % 2 == 0) {
        mine.addAll(leases);
      }
    }
    assertThat(store.leases("q", "mine")).hasSizeGreaterThan(300).isEqualTo(mine);
    assertThat(store.leases("q", "nobody")).isEmpty();
  }

  @Test
  void a_node_that_fails_in_the_midst_of_an_answer_keeps_nothing_that_it_has_not_heard_of() {
    List<String> runs = new CopyOnWriteArrayList<>();
    deaf.handlers.add(
        "work",
        Integer.class,
        (number, job) -> runs.add(number + ": " + job.attempt() + "/" + job.crashes()));
    lossy.byError = true;
    // Of two trips, of which the second one brings what has become of the first job.
    for (int number : List.of(1, 2)) {
      var unused = deaf.queue.enqueue("work", number);
    }
    lossy.toLose.set(5);
    deaf.poll(LONG_LEASES);
    await().untilAsserted(() -> assertThat(runs).containsExactlyInAnyOrder("1: 1/0", "2: 1/0"));
    await().until(() -> redis.server.command("DBSIZE").compareTo("3") <= 0);
  }
}
