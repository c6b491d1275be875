package io.buttress.redis;

import static io.buttress.cache.TestResponses.key;
import static io.buttress.cache.TestResponses.request;
import static io.buttress.cache.TestResponses.response;
import static io.buttress.cache.TestResponses.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.buttress.cache.CacheKey;
import io.buttress.cache.CacheStore;
import io.buttress.cache.CacheStore.Found;
import io.buttress.cache.Mark;
import io.buttress.cache.Purge;
import io.buttress.cache.StoredResponse;
import io.buttress.cache.Ticket;
import io.buttress.cache.Ticket.Standing;
import io.buttress.cache.internal.NearCacheStore;
import io.buttress.embedded.EmbeddedRedis;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Nodes with copies: how they stay right, and what they do without Redis. */
class NearCacheStoreIT {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final CacheKey BOOK = key("/books/1");
  private static final String TAG = Mark.tag("book-1");

  private static EmbeddedRedis server;

  private CacheNodes nodes;
  private NearCacheStore here;
  private NearCacheStore there;

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
    here = nodes.near();
    there = nodes.near();
  }

  @AfterEach
  void disconnect() {
    nodes.close();
  }

  private static boolean fill(CacheStore store, StoredResponse response) {
    return store.put(BOOK, store.begin(BOOK, HOUR), response, HOUR);
  }

  private static Optional<String> find(CacheStore store) {
    return store.find(BOOK, request()).map(found -> text(found.response()));
  }

  private static boolean hasCopy(CacheStore store) {
    return store.find(BOOK, request()).filter(Found::near).isPresent();
  }

  @Test
  void what_was_found_or_stored_once_costs_no_further_trip() {
    fill(here, response("x"));
    // The news of the put may come during the first look, whose copy is not kept then.
    await().until(() -> hasCopy(there));
    long before = there.hits();
    nodes.trips.set(0);
    for (int i = 0; i < 10; i++) {
      assertThat(hasCopy(here)).isTrue();
      assertThat(hasCopy(there)).isTrue();
    }
    assertThat(nodes.trips).hasValue(0);
    assertThat(there.hits()).isEqualTo(before + 10);
    assertThat(there.bytes()).isPositive();
  }

  @Test
  void a_purge_reaches_the_copies_of_other_nodes() {
    fill(here, response("x", TAG));
    assertThat(find(there)).contains("x");
    here.purge(List.of(Purge.soft(TAG)));
    assertThat(here.find(BOOK, request()).orElseThrow().softPurged()).isTrue();
    await().until(() -> there.find(BOOK, request()).orElseThrow().softPurged());
    here.purge(List.of(Purge.hard(TAG)));
    assertThat(find(here)).isEmpty();
    await().until(() -> find(there).isEmpty());
  }

  @Test
  void another_answer_reaches_the_copies_of_other_nodes() {
    fill(here, response("old"));
    assertThat(find(there)).contains("old");
    fill(here, response("new"));
    await().until(() -> find(there).equals(Optional.of("new")));
    assertThat(find(here)).contains("new");
  }

  @Test
  void without_messages_a_copy_is_wrong_no_longer_than_it_is_trusted() {
    NearCacheStore deaf = nodes.deaf();
    fill(here, response("x", TAG));
    assertThat(find(deaf)).contains("x");
    nodes.passNearTtl();
    assertThat(deaf.find(BOOK, request()).orElseThrow().near()).as("confirmed").isFalse();
    assertThat(hasCopy(deaf)).as("trusted again").isTrue();
    here.purge(List.of(Purge.soft(TAG)));
    nodes.passNearTtl();
    assertThat(deaf.find(BOOK, request()).orElseThrow().softPurged()).isTrue();
    assertThat(deaf.find(BOOK, request()).orElseThrow().softPurged()).isTrue();
    here.purge(List.of(Purge.hard(TAG)));
    nodes.passNearTtl();
    assertThat(find(deaf)).isEmpty();
  }

  @Test
  void what_is_gone_from_Redis_is_not_trusted_longer_either() {
    fill(here, response("x"));
    assertThat(hasCopy(here)).isTrue();
    server.command("FLUSHALL");
    nodes.passNearTtl();
    assertThat(find(here)).isEmpty();
    assertThat(here.size()).isZero();
  }

  @Test
  void after_messages_may_have_been_lost_no_copy_is_left() {
    fill(here, response("x"));
    assertThat(hasCopy(here)).isTrue();
    server.command("CLIENT", "KILL", "TYPE", "pubsub");
    await().until(() -> here.size() == 0);
    assertThat(find(here)).contains("x");
    await()
        .until(
            () ->
                server.command("PUBSUB", "NUMSUB", "bt:{c}").lines().anyMatch(l -> l.equals("2")));
    here.purge(List.of(Purge.hard(Mark.EVERYTHING)));
    await().until(() -> find(there).isEmpty());
  }

  @Test
  void a_node_that_follows_wakes_when_the_other_one_has_an_answer() throws Exception {
    Ticket leader = here.begin(BOOK, HOUR);
    assertThat(there.begin(BOOK, HOUR).standing()).isEqualTo(Standing.FOLLOWS);
    CompletableFuture<Boolean> waiting = new CompletableFuture<>();
    Thread waiter =
        new Thread(
            () -> {
              try {
                waiting.complete(there.awaitFill(BOOK, Duration.ofSeconds(30)));
              } catch (InterruptedException e) {
                waiting.completeExceptionally(e);
              }
            });
    waiter.start();
    here.put(BOOK, leader, response("x"), HOUR);
    assertThat(waiting.get(10, TimeUnit.SECONDS)).isTrue();
    waiter.join();
    assertThat(find(there)).contains("x");
  }

  @Test
  void while_Redis_is_down_a_node_goes_on_by_itself() throws Exception {
    fill(here, response("x"));
    Ticket before = here.begin(key("/b"), HOUR);
    server.kill();
    try {
      nodes.passNearTtl();
      assertThat(find(here)).contains("x");
      assertThat(here.find(key("/a"), request())).isEmpty();
      Ticket own = here.begin(key("/a"), HOUR);
      assertThat(own.standing()).isEqualTo(Standing.LEADS);
      assertThat(here.begin(key("/a"), HOUR).standing()).isEqualTo(Standing.FOLLOWS);
      assertThat(here.put(key("/a"), own, response("a"), HOUR)).isTrue();
      assertThat(here.awaitFill(key("/a"), HOUR)).isTrue();
      assertThat(here.put(key("/b"), before, response("b"), HOUR)).isTrue();
      assertThat(here.find(key("/a"), request())).isPresent();
      assertThat(here.find(key("/b"), request())).isPresent();
      here.abandon(key("/c"), here.begin(key("/c"), HOUR));
      here.standAlone(key("/c"), here.begin(key("/c"), HOUR), HOUR);
      assertThat(here.begin(key("/c"), HOUR).standing()).isEqualTo(Standing.ALONE);
    } finally {
      server.restart();
    }
  }

  @Test
  void what_a_node_did_alone_ends_when_Redis_is_back() {
    server.kill();
    Ticket own = here.begin(BOOK, HOUR);
    Ticket late = here.begin(key("/late"), HOUR);
    assertThat(here.put(BOOK, own, response("alone"), HOUR)).isTrue();
    server.restart();
    await().until(() -> here.begin(key("/x" + System.nanoTime()), HOUR).token().contains("-"));
    await().until(() -> find(here).isEmpty());
    await().until(() -> !here.put(key("/late"), late, response("late"), HOUR));
    assertThat(fill(here, response("shared"))).isTrue();
    await().until(() -> find(there).equals(Optional.of("shared")));
  }

  @Test
  void a_purge_that_Redis_could_not_be_told_holds_here_and_is_told_when_it_is_back() {
    EmbeddedRedis own = EmbeddedRedis.start(options -> options.with("appendonly", "yes"));
    try (CacheNodes pair = new CacheNodes(own.uri())) {
      NearCacheStore one = pair.deaf();
      NearCacheStore other = pair.deaf();
      fill(one, response("x", TAG));
      fill(one, response("x", TAG));
      own.kill();
      one.purge(List.of(Purge.hard(TAG)));
      assertThat(one.pendingPurges()).isEqualTo(1);
      assertThat(find(one)).isEmpty();
      own.restart();
      await().until(() -> find(other).isPresent());
      assertThat(find(one)).as("Redis does not know yet").isEmpty();
      await()
          .until(
              () -> {
                one.tick();
                return one.pendingPurges() == 0;
              });
      pair.passNearTtl();
      assertThat(find(other)).isEmpty();
    } finally {
      own.close();
    }
  }

  @Test
  void too_many_purges_that_could_not_be_told_become_one_of_everything() {
    fill(here, response("x"));
    server.kill();
    try {
      for (int i = 0; i < 1_100; i++) {
        here.purge(List.of(Purge.hard(Mark.tag("tag-" + i))));
      }
      assertThat(here.pendingPurges()).isLessThan(200);
    } finally {
      server.restart();
    }
    await()
        .until(
            () -> {
              here.tick();
              return here.pendingPurges() == 0;
            });
  }

  @Test
  void a_Redis_that_hangs_takes_no_copy_away_and_is_heard_again_afterwards() {
    fill(here, response("x", TAG));
    find(there);
    server.hang();
    try {
      nodes.passNearTtl();
      for (int i = 0; i < 20; i++) {
        assertThat(find(here)).contains("x");
      }
    } finally {
      server.resume();
    }
    await()
        .untilAsserted(
            () -> {
              assertThat(fill(here, response("new", TAG))).isTrue();
              assertThat(find(there)).contains("new");
            });
  }

  @Test
  void a_full_Redis_leaves_each_node_its_memory() {
    server.command("CONFIG", "SET", "maxmemory", "1");
    try {
      Ticket ticket = here.begin(BOOK, HOUR);
      assertThat(here.put(BOOK, ticket, response("x"), HOUR)).isTrue();
      assertThat(find(here)).contains("x");
    } finally {
      server.command("CONFIG", "SET", "maxmemory", "0");
    }
  }

  /** A purge follows each change of the value; on its own node it counts as soon as it returns. */
  @Test
  void of_fills_on_two_nodes_that_race_purges_none_brings_an_old_value_back() throws Exception {
    AtomicLong value = new AtomicLong();
    List<NearCacheStore> both = List.of(here, there);
    CompletableFuture<?>[] fillers = new CompletableFuture<?>[4];
    AtomicLong rounds = new AtomicLong();
    AtomicBoolean stop = new AtomicBoolean();
    for (int i = 0; i < fillers.length; i++) {
      NearCacheStore node = both.get(i % 2);
      fillers[i] =
          CompletableFuture.runAsync(
              () -> {
                while (!stop.get()) {
                  fillWith(node, value);
                  rounds.incrementAndGet();
                }
              });
    }
    while (value.get() < 200) {
      long seen = rounds.get();
      long changed = value.incrementAndGet();
      here.purge(List.of(Purge.hard(TAG)));
      find(here).ifPresent(text -> assertThat(Long.parseLong(text)).isEqualTo(changed));
      await().pollInterval(Duration.ofMillis(1)).until(() -> rounds.get() > seen + 4);
    }
    stop.set(true);
    CompletableFuture.allOf(fillers).get(30, TimeUnit.SECONDS);
    fillWith(here, value);
    for (NearCacheStore node : both) {
      await().until(() -> find(node).equals(Optional.of("200")));
    }
  }

  private static void fillWith(CacheStore node, AtomicLong value) {
    Ticket ticket = node.begin(BOOK, HOUR);
    StoredResponse answer = response(value.toString(), TAG);
    boolean unused = node.put(BOOK, ticket, answer, HOUR);
  }
}
