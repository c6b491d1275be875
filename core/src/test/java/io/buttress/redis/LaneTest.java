package io.buttress.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.buttress.error.StoreUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.exceptions.JedisDataException;

class LaneTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Regulars EVERYBODY = new Regulars(Long.MAX_VALUE);

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<List<Integer>> batches = Collections.synchronizedList(new ArrayList<>());
  private final CountDownLatch gate = new CountDownLatch(1);

  @AfterEach
  void stop() throws InterruptedException {
    gate.countDown();
    threads.shutdownNow();
    assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
  }

  private List<Integer> squares(List<Integer> demands) {
    batches.add(List.copyOf(demands));
    return demands.stream().map(i -> i * i).toList();
  }

  /** The first trips, one for each number below zero, stay away until the gate opens. */
  private Lane<Integer, Integer> gated(Duration patience) {
    return new Lane<>(
        demands -> {
          if (demands.get(0) < 0) {
            pass(gate);
          }
          return squares(demands);
        },
        patience);
  }

  private static void pass(CountDownLatch gate) {
    try {
      gate.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private Future<Integer> send(Lane<Integer, Integer> lane, int demand) {
    return threads.submit(() -> lane.send(demand));
  }

  private void occupyAllTrips(Lane<Integer, Integer> lane) {
    for (int i = 1; i <= Lane.TRIPS; i++) {
      Future<Integer> unused = send(lane, -i);
      int busy = i;
      await()
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(1))
          .until(() -> lane.freeTrips() == Lane.TRIPS - busy);
    }
  }

  private List<Future<Integer>> queue(Lane<Integer, Integer> lane, int demands) {
    List<Future<Integer>> futures = new ArrayList<>();
    for (int i = 1; i <= demands; i++) {
      futures.add(send(lane, i));
      int sent = i;
      await()
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(1))
          .until(() -> lane.waiting() == sent);
    }
    return futures;
  }

  @Test
  void who_comes_alone_goes_alone() {
    Lane<Integer, Integer> lane = gated(LONG);
    assertThat(lane.send(7)).isEqualTo(49);
    assertThat(lane.send(8)).isEqualTo(64);
    assertThat(batches).containsExactly(List.of(7), List.of(8));
  }

  @Test
  void who_comes_during_a_trip_shares_the_next_one_in_the_order_of_coming() throws Exception {
    CountDownLatch first = new CountDownLatch(1);
    Lane<Integer, Integer> lane =
        new Lane<>(
            demands -> {
              if (demands.get(0) < 0) {
                pass(demands.get(0) == -1 ? first : gate);
              }
              return squares(demands);
            },
            LONG);
    occupyAllTrips(lane);
    List<Future<Integer>> queued = queue(lane, 5);
    first.countDown();
    for (int i = 1; i <= 5; i++) {
      assertThat(queued.get(i - 1).get()).isEqualTo(i * i);
    }
    assertThat(batches).contains(List.of(1, 2, 3, 4, 5));
  }

  @Test
  void a_crowd_of_callers_that_come_back_at_once_makes_one_trip_at_a_time() throws Exception {
    Lane<Integer, Integer> lane = crowded(EVERYBODY);
    List<Future<Integer>> queued = queue(lane, 2);
    assertThat(lane.freeTrips()).isPositive();
    gate.countDown();
    assertThat(queued.get(0).get()).isEqualTo(1);
    assertThat(queued.get(1).get()).isEqualTo(4);
    assertThat(lane.send(3)).as("the crowd has gone").isEqualTo(9);
  }

  @Test
  void who_has_other_work_to_do_is_not_held_back_in_a_crowd() throws Exception {
    Lane<Integer, Integer> lane = crowded(new Regulars(0));
    assertThat(lane.send(3)).isEqualTo(9);
  }

  /** A trip of many is under way until the gate opens, and no other. */
  private Lane<Integer, Integer> crowded(Regulars regulars) throws Exception {
    CountDownLatch first = new CountDownLatch(1);
    CountDownLatch second = new CountDownLatch(1);
    CountDownLatch begun = new CountDownLatch(1);
    Lane<Integer, Integer> lane =
        new Lane<>(
            demands -> {
              if (demands.contains(100)) {
                begun.countDown();
                pass(gate);
              } else if (demands.get(0) < 0) {
                pass(demands.get(0) == -1 ? first : second);
              }
              return squares(demands);
            },
            LONG,
            regulars);
    occupyAllTrips(lane);
    for (int i = 0; i < Lane.CROWD; i++) {
      Future<Integer> unused = send(lane, 100 + i);
    }
    await().until(() -> lane.waiting() == Lane.CROWD);
    // One after the other: of two that end together each would appoint somebody to lead.
    first.countDown();
    begun.await();
    second.countDown();
    await().until(() -> lane.waiting() == 0 && lane.freeTrips() == Lane.TRIPS - 1);
    return lane;
  }

  @Test
  void no_batch_is_larger_than_allowed() throws Exception {
    Lane<Integer, Integer> lane = gated(LONG);
    occupyAllTrips(lane);
    List<Future<Integer>> queued = queue(lane, Lane.BATCH + 3);
    gate.countDown();
    for (int i = 1; i <= queued.size(); i++) {
      assertThat(queued.get(i - 1).get()).isEqualTo(i * i);
    }
    assertThat(batches).allMatch(batch -> batch.size() <= Lane.BATCH);
  }

  @Test
  void a_caller_leaves_at_its_deadline_though_the_trips_have_not_ended() {
    Lane<Integer, Integer> lane = gated(Duration.ofMillis(50));
    occupyAllTrips(lane);
    assertThatThrownBy(() -> lane.send(1))
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining("in time");
    gate.countDown();
    await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(1))
        .until(() -> lane.freeTrips() == Lane.TRIPS);
    assertThat(lane.send(2)).isEqualTo(4);
    assertThat(batches).noneMatch(batch -> batch.contains(1));
  }

  @Test
  void a_refused_demand_fails_alone() throws Exception {
    Lane<Integer, Integer> lane =
        new Lane<>(
            demands -> {
              if (demands.get(0) < 0) {
                pass(gate);
              }
              if (demands.contains(3)) {
                throw new CommandRefusedException(new JedisDataException("WRONGTYPE of 3"));
              }
              return squares(demands);
            },
            LONG);
    occupyAllTrips(lane);
    List<Future<Integer>> queued = queue(lane, 5);
    gate.countDown();
    for (int i : new int[] {1, 2, 4, 5}) {
      assertThat(queued.get(i - 1).get()).isEqualTo(i * i);
    }
    assertThatThrownBy(() -> queued.get(2).get())
        .isInstanceOf(ExecutionException.class)
        .hasRootCauseMessage("WRONGTYPE of 3");
    assertThat(lane.send(6)).isEqualTo(36);
  }

  @Test
  void who_waits_fails_with_the_trip_that_gets_no_answer() {
    Lane<Integer, Integer> lane =
        new Lane<>(
            demands -> {
              if (demands.get(0) < 0) {
                pass(gate);
                throw new StoreUnavailableException("no answer to " + demands);
              }
              return squares(demands);
            },
            LONG);
    occupyAllTrips(lane);
    List<Future<Integer>> queued = queue(lane, 4);
    gate.countDown();
    assertThat(queued)
        .allSatisfy(
            future ->
                assertThatThrownBy(future::get)
                    .hasCauseInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining("no answer to [-"));
    assertThat(batches).isEmpty();
    assertThat(lane.send(5)).isEqualTo(25);
  }

  @Test
  void a_trip_without_an_answer_is_told_how_many_waited_for_it_in_vain() {
    List<Integer> missed = new CopyOnWriteArrayList<>();
    Lane<Integer, Integer> lane =
        new Lane<>(
            new Lane.Trip<>() {
              @Override
              public List<Integer> make(List<Integer> demands) {
                pass(gate);
                throw new StoreUnavailableException("no answer");
              }

              @Override
              public void missed(int callers, RuntimeException cause) {
                missed.add(callers);
              }
            },
            LONG);
    occupyAllTrips(lane);
    List<Future<Integer>> queued = queue(lane, 4);
    gate.countDown();
    assertThat(queued)
        .allSatisfy(f -> assertThatThrownBy(f::get).hasMessageContaining("no answer"));
    assertThat(missed.stream().mapToInt(Integer::intValue).sum()).isEqualTo(4);
  }

  @Test
  void one_trip_that_took_too_long_keeps_nobody_from_the_next() throws Exception {
    AtomicInteger trips = new AtomicInteger();
    Lane<Integer, Integer> lane =
        new Lane<>(
            demands -> {
              if (trips.incrementAndGet() <= Lane.TRIPS) {
                pass(gate);
              }
              return squares(demands);
            },
            Duration.ofMillis(300));
    occupyAllTrips(lane);
    Future<Integer> gone = send(lane, 1);
    assertThatThrownBy(gone::get).hasMessageContaining("did not answer in time");
    gate.countDown();
    List<Callable<Boolean>> callers = new ArrayList<>();
    for (int c = 0; c < 16; c++) {
      callers.add(
          () -> {
            for (int i = 0; i < 200; i++) {
              assertThat(lane.send(i)).isEqualTo(i * i);
            }
            return true;
          });
    }
    for (Future<Boolean> caller : threads.invokeAll(callers, 30, TimeUnit.SECONDS)) {
      assertThat(caller.get()).isTrue();
    }
    assertThat(lane.waiting()).isZero();
  }

  @Test
  void even_an_error_of_the_machine_leaves_the_lane_open() {
    Lane<Integer, Integer> lane =
        new Lane<>(
            demands -> {
              if (demands.contains(1)) {
                throw new StackOverflowError("too deep");
              }
              return squares(demands);
            },
            LONG);
    for (int i = 0; i <= Lane.TRIPS; i++) {
      assertThatThrownBy(() -> lane.send(1)).isInstanceOf(StackOverflowError.class);
    }
    assertThat(lane.send(2)).isEqualTo(4);
  }

  @Test
  void the_queue_is_bounded() throws Exception {
    Lane<Integer, Integer> lane = gated(LONG);
    occupyAllTrips(lane);
    List<Future<Integer>> all = new ArrayList<>();
    for (int i = 1; i <= WaitingRiders.MOST; i++) {
      all.add(send(lane, i));
    }
    await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(1))
        .until(() -> lane.waiting() == WaitingRiders.MOST);
    assertThatThrownBy(() -> lane.send(0))
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining(WaitingRiders.MOST + " callers");
    gate.countDown();
    for (Future<Integer> future : all) {
      assertThat(future.get()).isPositive();
    }
  }

  @Test
  void an_interrupted_caller_gets_its_result_and_stays_interrupted() throws Exception {
    Lane<Integer, Integer> lane = gated(LONG);
    occupyAllTrips(lane);
    Future<Boolean> interrupted =
        threads.submit(
            () -> {
              Thread.currentThread().interrupt();
              assertThat(lane.send(3)).isEqualTo(9);
              return Thread.interrupted();
            });
    await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(1))
        .until(() -> lane.waiting() == 1);
    gate.countDown();
    assertThat(interrupted.get()).isTrue();
  }

  @Test
  void sixty_four_callers_each_get_their_own_result_and_nobody_is_left() throws Exception {
    Lane<Integer, Integer> lane = new Lane<>(this::squares, LONG);
    List<Callable<Boolean>> callers = new ArrayList<>();
    for (int c = 0; c < 64; c++) {
      int first = c * 1_000;
      callers.add(
          () -> {
            for (int i = first; i < first + 1_000; i++) {
              assertThat(lane.send(i)).isEqualTo(i * i);
            }
            return true;
          });
    }
    for (Future<Boolean> caller : threads.invokeAll(callers, 60, TimeUnit.SECONDS)) {
      assertThat(caller.get()).isTrue();
    }
    assertThat(batches.stream().mapToInt(List::size).sum()).isEqualTo(64_000);
    assertThat(lane.waiting()).isZero();
    assertThat(lane.freeTrips()).isEqualTo(Lane.TRIPS);
  }
}
