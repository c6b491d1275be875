package io.buttress.redis;

import static io.buttress.cache.TestResponses.key;
import static io.buttress.cache.TestResponses.request;
import static io.buttress.cache.TestResponses.response;
import static io.buttress.cache.TestResponses.text;
import static io.buttress.cache.TestResponses.varying;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.buttress.cache.CacheKey;
import io.buttress.cache.CacheStore;
import io.buttress.cache.Mark;
import io.buttress.cache.Purge;
import io.buttress.cache.StoredResponse;
import io.buttress.cache.Ticket;
import io.buttress.cache.Ticket.Standing;
import io.buttress.cache.internal.SharedCacheStore.Copy;
import io.buttress.cache.internal.SharedCacheStore.Look;
import io.buttress.embedded.EmbeddedRedis;
import io.buttress.error.StoreUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is in Redis, what others may have put there, and what is lost with it. */
class RedisCacheStoreIT {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final CacheKey BOOK = key("/books/1");
  private static final String TAG = Mark.tag("book-1");
  private static final String PURGES = "bt:{c0}p";

  private static EmbeddedRedis server;

  private final String entries = "bt:{c0}:" + BOOK.id();
  private CacheNodes nodes;
  private RedisCacheStore here;
  private RedisCacheStore there;

  @BeforeAll
  static void start() {
    server = EmbeddedRedis.start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void connect() {
    server.command("FLUSHALL");
    server.command("CONFIG", "SET", "maxmemory", "0");
    nodes = new CacheNodes(server.uri());
    here = nodes.storeWithOffset();
    there = nodes.store();
  }

  @AfterEach
  void disconnect() {
    nodes.close();
  }

  private boolean fill(CacheKey key, StoredResponse response) {
    return here.put(key, here.begin(key, HOUR), response, HOUR);
  }

  private Optional<String> find(CacheStore node, String... fields) {
    return node.find(BOOK, request(fields)).map(found -> text(found.response()));
  }

  private static void setClock(Duration offset) {
    server.command("SET", "offset", Long.toString(offset.toSeconds()));
  }

  // Two nodes

  @Test
  void a_node_finds_what_another_one_stored_and_not_what_it_purged() {
    fill(BOOK, response("x", TAG));
    assertThat(find(there)).contains("x");
    there.purge(List.of(Purge.hard(TAG)));
    assertThat(find(here)).isEmpty();
  }

  @Test
  void one_trip_finds_an_entry_on_a_node_that_never_saw_its_key() {
    fill(key("/a"), response("x"));
    List<String> encoding = List.of("accept-encoding");
    fill(BOOK, varying("zip", encoding, Map.of("accept-encoding", "gzip")));
    nodes.trips.set(0);
    assertThat(there.find(key("/a"), request())).isPresent();
    assertThat(find(there, "Accept-Encoding", "gzip")).contains("zip");
    assertThat(find(there, "Accept-Encoding", "br")).isEmpty();
    assertThat(nodes.trips).hasValue(3);
  }

  @Test
  void a_Vary_that_a_node_never_saw_costs_it_a_second_trip_once() {
    List<String> names = List.of("accept-language", "x-tenant");
    Map<String, String> selecting = Map.of("x-tenant", "a");
    fill(BOOK, varying("a", names, selecting));
    fill(key("/a"), varying("a", names, selecting));
    nodes.trips.set(0);
    assertThat(find(there, "X-Tenant", "a")).contains("a");
    assertThat(nodes.trips).hasValue(2);
    assertThat(find(there, "X-Tenant", "a")).contains("a");
    assertThat(find(there, "X-Tenant", "b")).isEmpty();
    assertThat(there.find(key("/a"), request("X-Tenant", "a"))).as("the same Vary").isPresent();
    assertThat(nodes.trips).hasValue(5);
  }

  @Test
  void who_has_an_entry_is_not_sent_it_again() {
    fill(BOOK, response("x", TAG));
    var fetched = (Look.Fetched) here.look(BOOK, request(), Optional.empty());
    Optional<Copy> copy = Optional.of(new Copy(fetched.entry().asked(), fetched.entry().marks()));
    server.command("HSET", entries, "v", "what nobody looks at");
    assertThat(here.look(BOOK, request(), copy)).isEqualTo(new Look.Unchanged(false));
    here.purge(List.of(Purge.soft(TAG)));
    nodes.trips.set(0);
    assertThat(here.look(BOOK, request(), copy)).isEqualTo(new Look.Unchanged(true));
    assertThat(nodes.trips).hasValue(1);
    fill(BOOK, response("y", TAG));
    assertThat(here.look(BOOK, request(), copy)).isInstanceOf(Look.Fetched.class);
  }

  @Test
  void after_a_purge_of_something_else_a_hit_takes_two_trips_once() {
    fill(BOOK, response("x", TAG));
    here.purge(List.of(Purge.hard(Mark.tag("other"))));
    nodes.trips.set(0);
    assertThat(find(there)).contains("x");
    assertThat(nodes.trips).hasValue(2);
    assertThat(find(there)).contains("x");
    assertThat(nodes.trips).hasValue(3);
    here.purge(List.of(Purge.hard(TAG)));
    assertThat(find(there)).isEmpty();
  }

  @Test
  void who_looks_at_the_same_time_shares_trips_and_gets_what_is_under_each_own_key()
      throws Exception {
    fill(BOOK, response("x", TAG));
    fill(key("/soft"), response("soft", Mark.tag("soft")));
    fill(key("/gone"), response("gone", Mark.tag("gone")));
    here.purge(List.of(Purge.soft(Mark.tag("soft")), Purge.hard(Mark.tag("gone"))));
    server.command("LPUSH", "bt:{c0}:" + key("/foreign").id(), "x");
    List<CacheKey> wanted = List.of(BOOK, key("/soft"), key("/gone"), key("/foreign"), key("/no"));
    nodes.trips.set(0);
    ExecutorService crowd = Executors.newFixedThreadPool(50);
    try {
      List<Callable<String>> looks =
          IntStream.range(0, 1_000)
              .mapToObj(i -> (Callable<String>) () -> look(wanted.get(i % wanted.size())))
              .toList();
      List<String> found = new ArrayList<>();
      for (Future<String> look : crowd.invokeAll(looks)) {
        found.add(look.get());
      }
      assertThat(found.subList(0, 5)).containsExactly("x", "soft stale", "-", "-", "-");
      IntStream.range(5, 1_000)
          .forEach(i -> assertThat(found.get(i)).isEqualTo(found.get(i % wanted.size())));
      assertThat(nodes.trips).hasValueLessThan(1_000);
    } finally {
      crowd.shutdownNow();
    }
  }

  private String look(CacheKey key) {
    return there
        .find(key, request())
        .map(found -> text(found.response()) + (found.softPurged() ? " stale" : ""))
        .orElse("-");
  }

  @Test
  void a_node_waits_for_the_answer_of_another_one() throws Exception {
    Ticket leader = here.begin(BOOK, HOUR);
    assertThat(there.begin(BOOK, HOUR).standing()).isEqualTo(Standing.FOLLOWS);
    assertThat(there.awaitFill(BOOK, Duration.ofMillis(5))).isFalse();
    here.put(BOOK, leader, response("x"), HOUR);
    assertThat(there.awaitFill(BOOK, HOUR)).isTrue();
    assertThat(find(there)).contains("x");
  }

  // What is in Redis

  @Test
  void every_key_has_a_time_to_live() {
    fill(BOOK, varying("x", List.of("accept"), Map.of(), TAG));
    here.begin(BOOK, HOUR);
    here.standAlone(key("/a"), here.begin(key("/a"), HOUR), HOUR);
    here.purge(List.of(Purge.hard(Mark.tag("other")), Purge.soft(TAG)));
    assertThat(CacheNodes.keys(server)).hasSize(4);
    for (String key : CacheNodes.keys(server)) {
      assertThat(Long.parseLong(server.command("TTL", key))).as(key).isPositive();
    }
  }

  @Test
  void what_is_remembered_of_a_purge_outlives_every_response() {
    here.put(BOOK, here.begin(BOOK, HOUR), response("x", TAG), Duration.ofDays(30));
    assertThat(Long.parseLong(server.command("TTL", PURGES)))
        .isGreaterThan(Duration.ofDays(30).toSeconds());
    fill(key("/a"), response("short"));
    here.purge(List.of(Purge.hard(TAG)));
    assertThat(Long.parseLong(server.command("TTL", PURGES)))
        .isGreaterThan(Duration.ofDays(30).toSeconds());
  }

  @Test
  void a_purge_is_forgotten_when_it_can_concern_nothing_any_more() {
    fill(BOOK, response("x", TAG));
    here.purge(List.of(Purge.hard(TAG)));
    setClock(Duration.ofHours(1));
    here.purge(List.of(Purge.hard(Mark.tag("b"))));
    assertThat(server.command("ZSCORE", PURGES, "h" + TAG)).isNotEmpty();
    setClock(Duration.ofMinutes(170));
    here.purge(List.of(Purge.hard(Mark.tag("c"))));
    assertThat(server.command("ZRANGE", PURGES, "0", "-1").lines())
        .containsExactlyInAnyOrder("floor", "clock", "keep", "last", "htb", "htc");
  }

  @Test
  void a_ticket_older_than_what_is_remembered_is_worth_nothing() {
    Ticket ticket = here.begin(BOOK, HOUR);
    here.purge(List.of(Purge.hard(TAG)));
    setClock(Duration.ofHours(2));
    here.purge(List.of(Purge.hard(Mark.tag("b"))));
    assertThat(here.put(BOOK, ticket, response("old", TAG), HOUR)).isFalse();
    Ticket late = here.begin(BOOK, HOUR);
    setClock(Duration.ofHours(4));
    assertThat(here.put(BOOK, late, response("late"), HOUR)).isFalse();
  }

  @Test
  void purges_do_not_pile_up_and_forgetting_one_brings_nothing_back() {
    fill(BOOK, response("x", TAG));
    fill(key("/b"), response("y", Mark.tag("b")));
    here.purge(List.of(Purge.hard(TAG)));
    for (int i = 0; i < 110; i++) {
      String some = "other-" + i + "-";
      here.purge(IntStream.range(0, 500).mapToObj(n -> Purge.hard(Mark.tag(some + n))).toList());
    }
    assertThat(Long.parseLong(server.command("ZCARD", PURGES))).isLessThanOrEqualTo(50_500);
    assertThat(find(here)).isEmpty();
    assertThat(here.find(key("/b"), request())).as("on the safe side").isEmpty();
    fill(BOOK, response("new", TAG));
    assertThat(find(here)).contains("new");
  }

  @Test
  void a_clock_that_is_set_back_brings_nothing_back() {
    fill(BOOK, response("before", TAG));
    setClock(Duration.ofHours(-1));
    Ticket ticket = here.begin(BOOK, HOUR);
    here.purge(List.of(Purge.hard(TAG)));
    assertThat(find(here)).isEmpty();
    assertThat(here.put(BOOK, ticket, response("old", TAG), HOUR)).isFalse();
    assertThat(fill(BOOK, response("after", TAG))).isTrue();
    assertThat(find(here)).contains("after");
  }

  // What others did

  @Test
  void where_purges_were_lost_everything_is_gone() {
    fill(BOOK, response("x", TAG));
    Ticket ticket = here.begin(BOOK, HOUR);
    server.command("DEL", PURGES);
    assertThat(find(there)).isEmpty();
    assertThat(here.put(BOOK, ticket, response("old", TAG), HOUR)).isFalse();
    assertThat(fill(BOOK, response("new", TAG))).isTrue();
    assertThat(find(there)).contains("new");
  }

  @Test
  void after_a_flush_nothing_asked_for_before_it_is_stored() {
    Ticket ticket = here.begin(BOOK, HOUR);
    server.command("FLUSHALL");
    assertThat(here.put(BOOK, ticket, response("old"), HOUR)).isFalse();
    assertThat(fill(BOOK, response("new"))).isTrue();
  }

  @Test
  void a_damaged_or_foreign_entry_is_none_and_is_removed() {
    for (String damage :
        List.of("", "x", "B1", "B1 99999999999999999 9 *\n", "B1 99999999999999999 9\nxxxx")) {
      fill(BOOK, response("x"));
      server.command("HSET", entries, "v", damage);
      assertThat(find(here)).as(damage).isEmpty();
      assertThat(server.command("HEXISTS", entries, "v")).as(damage).isEqualTo("0");
    }
    server.command("HSET", entries, "vary", "foreign");
    assertThat(find(here)).isEmpty();
    assertThat(fill(BOOK, varying("x", List.of("accept"), Map.of()))).isTrue();
    assertThat(find(here)).contains("x");
  }

  @Test
  void keys_of_another_type_are_removed() {
    for (String key : List.of(entries, "bt:{c0}l:" + BOOK.id(), PURGES)) {
      server.command("DEL", key);
      server.command("LPUSH", key, "x");
      Optional<String> unused = find(here);
      await()
          .ignoreExceptionsInstanceOf(StoreUnavailableException.class)
          .until(() -> fill(BOOK, response("x")));
      assertThat(find(here)).contains("x");
    }
  }

  // Without memory, without Redis

  @Test
  void a_full_Redis_stores_nothing_and_still_finds_and_purges() {
    fill(BOOK, response("x", TAG));
    Ticket ticket = here.begin(key("/a"), HOUR);
    server.command("CONFIG", "SET", "maxmemory", "1");
    assertThat(find(here)).contains("x");
    assertThat(here.put(key("/a"), ticket, response("y"), HOUR)).isFalse();
    assertThatThrownBy(() -> here.begin(BOOK, HOUR)).isInstanceOf(StoreFullException.class);
    here.purge(List.of(Purge.hard(TAG)));
    assertThat(find(here)).isEmpty();
    server.command("CONFIG", "SET", "maxmemory", "0");
    assertThat(find(there)).isEmpty();
    assertThat(fill(BOOK, response("new", TAG))).isTrue();
    assertThat(find(there)).contains("new");
  }

  @Test
  void of_a_Redis_that_evicts_nothing_a_quarter_is_left_to_others() {
    CacheKey other = key("/books/2");
    fill(BOOK, response("x"));
    String used = server.command("INFO", "memory").replaceAll("(?s).*used_memory:(\\d+).*", "$1");
    server.command("CONFIG", "SET", "maxmemory", Long.toString(Long.parseLong(used) * 8 / 7));
    await().until(() -> !fill(other, response("y")));
    assertThat(fill(other, response("y"))).as("it is remembered").isFalse();
    assertThat(find(here)).contains("x");
    assertThat(here.begin(other, HOUR).standing()).isEqualTo(Standing.LEADS);
    server.command("CONFIG", "SET", "maxmemory-policy", "volatile-ttl");
    server.command("ZREM", PURGES, "full");
    IntStream.range(0, 100).forEach(i -> assertThat(fill(other, response("y"))).isTrue());
    server.command("CONFIG", "SET", "maxmemory-policy", "noeviction");
  }

  @Test
  void what_is_too_large_is_not_stored() {
    assertThat(fill(BOOK, response("x".repeat(RedisCacheStore.LARGEST)))).isFalse();
    assertThat(here.begin(BOOK, HOUR).standing()).isEqualTo(Standing.LEADS);
    String[] tags = new String[RedisCacheStore.MOST_MARKS + 1];
    Arrays.setAll(tags, i -> Mark.tag("t" + i));
    assertThat(fill(BOOK, response("x", tags))).isFalse();
  }

  @Test
  void without_Redis_everything_says_so_and_afterwards_goes_on() {
    fill(BOOK, response("x", TAG));
    server.kill();
    assertThatThrownBy(() -> here.find(BOOK, request()))
        .isInstanceOf(StoreUnavailableException.class);
    assertThatThrownBy(() -> here.begin(BOOK, HOUR)).isInstanceOf(StoreUnavailableException.class);
    assertThatThrownBy(() -> here.purge(List.of(Purge.hard(TAG))))
        .isInstanceOf(StoreUnavailableException.class);
    server.restart();
    await()
        .ignoreExceptionsInstanceOf(StoreUnavailableException.class)
        .until(() -> fill(BOOK, response("new")));
    assertThat(find(here)).contains("new");
  }
}
