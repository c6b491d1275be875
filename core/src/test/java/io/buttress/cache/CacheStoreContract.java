package io.buttress.cache;

import static io.buttress.cache.TestResponses.key;
import static io.buttress.cache.TestResponses.request;
import static io.buttress.cache.TestResponses.response;
import static io.buttress.cache.TestResponses.varying;
import static org.assertj.core.api.Assertions.assertThat;

import io.buttress.cache.Ticket.Standing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** What every store of responses does. */
public abstract class CacheStoreContract {
  private static final Duration LEASE = Duration.ofSeconds(30);
  private static final Duration LONG = Duration.ofHours(1);
  private static final CacheKey BOOK = key("/books/1");
  private static final String TAG = Mark.tag("book-1");

  /** The one store of the test. */
  protected abstract CacheStore store();

  /** Lets time pass. */
  protected abstract void pass(Duration time);

  private boolean fill(CacheKey key, StoredResponse response) {
    return store().put(key, store().begin(key, LEASE), response, LONG);
  }

  private Optional<String> find(CacheKey key, String... fields) {
    return store()
        .find(key, request(fields))
        .map(CacheStore.Found::response)
        .map(TestResponses::text);
  }

  @Test
  void what_was_stored_is_found_as_it_was() {
    StoredResponse stored = response("Moby Dick", TAG, Mark.group("https://example.org", "a"));
    assertThat(find(BOOK)).isEmpty();
    assertThat(fill(BOOK, stored)).isTrue();
    CacheStore.Found found = store().find(BOOK, request()).orElseThrow();
    assertThat(found.response()).isEqualTo(stored);
    assertThat(found.softPurged()).isFalse();
    assertThat(find(key("/books/2"))).isEmpty();
  }

  @Test
  void a_later_answer_replaces_an_earlier_one() {
    fill(BOOK, response("old"));
    fill(BOOK, response("new"));
    assertThat(find(BOOK)).contains("new");
  }

  @Test
  void an_answer_that_was_asked_for_earlier_does_not_replace_a_later_one() {
    Ticket early = store().begin(BOOK, LEASE);
    Ticket late = store().begin(BOOK, LEASE);
    assertThat(store().put(BOOK, late, response("new"), LONG)).isTrue();
    assertThat(store().put(BOOK, early, response("old"), LONG)).isFalse();
    assertThat(find(BOOK)).contains("new");
  }

  @Test
  void after_its_time_to_live_it_is_gone() {
    store().put(BOOK, store().begin(BOOK, LEASE), response("x"), Duration.ofMillis(60));
    pass(Duration.ofMillis(61));
    assertThat(find(BOOK)).isEmpty();
  }

  @Test
  void a_store_of_its_own_time_tells_it_in_milliseconds() {
    Ticket ticket = store().begin(BOOK, LEASE);
    assertThat(Math.abs(ticket.time() / 1_000 - store().now())).isLessThan(1_000);
  }

  // RFC 9111, 4.1

  @Test
  void the_fields_that_Vary_names_select() {
    List<String> names = List.of("accept-encoding", "accept-language");
    fill(BOOK, varying("zip", names, Map.of("accept-encoding", "gzip")));
    fill(BOOK, varying("deutsch", names, Map.of("accept-language", "de")));
    fill(BOOK, varying("plain", names, Map.of()));
    assertThat(find(BOOK, "Accept-Encoding", "gzip")).contains("zip");
    assertThat(find(BOOK, "Accept-Language", "de", "User-Agent", "x")).contains("deutsch");
    assertThat(find(BOOK)).contains("plain");
    assertThat(find(BOOK, "Accept-Language", "")).as("empty is not absent").isEmpty();
    assertThat(find(BOOK, "Accept-Language", "de", "Accept-Encoding", "gzip")).isEmpty();
  }

  @Test
  void the_same_selecting_fields_replace_a_variant_and_leave_the_others() {
    List<String> names = List.of("accept-language");
    fill(BOOK, varying("deutsch", names, Map.of("accept-language", "de")));
    fill(BOOK, varying("english", names, Map.of("accept-language", "en")));
    fill(BOOK, varying("neudeutsch", names, Map.of("accept-language", "de")));
    assertThat(find(BOOK, "Accept-Language", "de")).contains("neudeutsch");
    assertThat(find(BOOK, "Accept-Language", "en")).contains("english");
  }

  @Test
  void another_Vary_replaces_all_variants_unless_they_were_asked_for_later() {
    List<String> language = List.of("accept-language");
    Ticket early = store().begin(BOOK, LEASE);
    fill(BOOK, varying("deutsch", language, Map.of("accept-language", "de")));
    assertThat(find(BOOK, "Accept-Language", "de")).contains("deutsch");
    fill(BOOK, varying("zip", List.of("accept-encoding"), Map.of("accept-encoding", "gzip")));
    assertThat(find(BOOK, "Accept-Language", "de")).isEmpty();
    assertThat(find(BOOK, "Accept-Encoding", "gzip")).contains("zip");
    assertThat(store().put(BOOK, early, response("old"), LONG)).isFalse();
    assertThat(find(BOOK, "Accept-Encoding", "gzip")).contains("zip");
  }

  @Test
  void a_field_that_each_client_sends_otherwise_does_not_fill_the_store() {
    List<String> agent = List.of("user-agent");
    for (int i = 0; i < 200; i++) {
      fill(BOOK, varying("page", agent, Map.of("user-agent", "agent-" + i)));
    }
    long found = 0;
    for (int i = 0; i < 200; i++) {
      found += find(BOOK, "User-Agent", "agent-" + i).isPresent() ? 1 : 0;
    }
    assertThat(found).isBetween(1L, 128L);
  }

  // Purges

  @Test
  void each_kind_of_mark_purges_what_carries_it_and_nothing_else() {
    String origin = "https://example.org";
    List<String> marks =
        List.of(
            Mark.EVERYTHING,
            Mark.uri("/books/1"),
            Mark.prefix("/books"),
            TAG,
            Mark.group(origin, "a"));
    for (String mark : marks) {
      fill(BOOK, response("x", TAG, Mark.group(origin, "a")));
      fill(key("/authors/1"), response("y"));
      store().purge(List.of(Purge.hard(mark)));
      assertThat(find(BOOK)).as(mark).isEmpty();
      assertThat(find(key("/authors/1")).isPresent())
          .as(mark)
          .isEqualTo(!mark.equals(Mark.EVERYTHING));
    }
  }

  @Test
  void what_is_asked_for_after_a_purge_is_stored_and_found() {
    fill(BOOK, response("old", TAG));
    store().purge(List.of(Purge.hard(TAG), Purge.soft(Mark.EVERYTHING)));
    assertThat(fill(BOOK, response("new", TAG))).isTrue();
    CacheStore.Found found = store().find(BOOK, request()).orElseThrow();
    assertThat(TestResponses.text(found.response())).isEqualTo("new");
    assertThat(found.softPurged()).isFalse();
  }

  @Test
  void what_was_asked_for_before_a_purge_is_not_stored_after_it() {
    for (Purge purge : List.of(Purge.hard(TAG), Purge.soft(TAG), Purge.hard(Mark.EVERYTHING))) {
      Ticket ticket = store().begin(BOOK, LEASE);
      store().purge(List.of(purge));
      assertThat(store().put(BOOK, ticket, response("old", TAG), LONG)).isFalse();
      assertThat(find(BOOK)).isEmpty();
    }
  }

  @Test
  void what_was_purged_softly_is_found_as_such_until_it_is_replaced_or_purged_hard() {
    fill(BOOK, response("old", TAG));
    store().purge(List.of(Purge.soft(TAG)));
    assertThat(store().find(BOOK, request()).orElseThrow().softPurged()).isTrue();
    fill(BOOK, response("new", TAG));
    assertThat(store().find(BOOK, request()).orElseThrow().softPurged()).isFalse();
    store().purge(List.of(Purge.soft(Mark.EVERYTHING)));
    assertThat(store().find(BOOK, request()).orElseThrow().softPurged()).isTrue();
    store().purge(List.of(Purge.hard(TAG)));
    assertThat(find(BOOK)).isEmpty();
  }

  @Test
  void a_purge_of_many_marks_concerns_each() {
    List<Purge> purges = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      fill(key("/books/" + i), response("x", Mark.tag("book-" + i)));
      purges.add(Purge.hard(Mark.tag("book-" + i)));
    }
    store().purge(purges);
    for (int i = 0; i < 300; i++) {
      assertThat(find(key("/books/" + i))).isEmpty();
    }
  }

  /** The value is read before it is stored, as an application does: a purge follows each change. */
  @Test
  void a_fill_that_races_a_purge_never_brings_back_what_was_purged() throws Exception {
    AtomicLong value = new AtomicLong();
    AtomicBoolean stop = new AtomicBoolean();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<?>> fillers = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        fillers.add(threads.submit(untilStopped(stop, () -> askAndStore(value))));
      }
      for (int i = 0; i < 300; i++) {
        long changed = value.incrementAndGet();
        store().purge(List.of(i % 3 == 0 ? Purge.hard(TAG) : Purge.hard(Mark.EVERYTHING)));
        find(BOOK).ifPresent(text -> assertThat(Long.parseLong(text)).isEqualTo(changed));
      }
      stop.set(true);
      for (Future<?> filler : fillers) {
        filler.get(30, TimeUnit.SECONDS);
      }
      assertThat(find(BOOK)).contains(value.toString());
    } finally {
      stop.set(true);
      threads.shutdownNow();
    }
  }

  private static Callable<Void> untilStopped(AtomicBoolean stop, Runnable work) {
    return () -> {
      do {
        work.run();
      } while (!stop.get());
      work.run();
      return null;
    };
  }

  private void askAndStore(AtomicLong value) {
    Ticket ticket = store().begin(BOOK, LEASE);
    StoredResponse answer = response(value.toString(), TAG);
    Thread.yield();
    boolean unused = store().put(BOOK, ticket, answer, LONG);
  }

  // Who asks

  @Test
  void one_leads_and_the_others_follow_until_the_answer_is_there() {
    Ticket leader = store().begin(BOOK, LEASE);
    assertThat(leader.standing()).isEqualTo(Standing.LEADS);
    assertThat(store().begin(BOOK, LEASE).standing()).isEqualTo(Standing.FOLLOWS);
    assertThat(store().begin(key("/books/2"), LEASE).standing()).isEqualTo(Standing.LEADS);
    store().put(BOOK, leader, response("x"), LONG);
    assertThat(store().begin(BOOK, LEASE).standing()).isEqualTo(Standing.LEADS);
  }

  @Test
  void who_gives_up_lets_another_lead_and_who_follows_does_not_end_the_lead() {
    Ticket leader = store().begin(BOOK, LEASE);
    store().abandon(BOOK, store().begin(BOOK, LEASE));
    assertThat(store().begin(BOOK, LEASE).standing()).isEqualTo(Standing.FOLLOWS);
    store().abandon(BOOK, leader);
    assertThat(store().begin(BOOK, LEASE).standing()).isEqualTo(Standing.LEADS);
  }

  @Test
  void who_asks_beside_others_does_not_lead() {
    Ticket aside = store().begin(BOOK, Duration.ZERO);
    assertThat(store().begin(BOOK, LEASE).standing()).isEqualTo(Standing.LEADS);
    assertThat(store().put(BOOK, aside, response("x"), LONG)).isTrue();
    assertThat(store().begin(BOOK, LEASE).standing()).isEqualTo(Standing.FOLLOWS);
  }

  @Test
  void a_lead_ends_with_its_lease() {
    Ticket unused = store().begin(BOOK, Duration.ofMillis(50));
    pass(Duration.ofMillis(51));
    assertThat(store().begin(BOOK, LEASE).standing()).isEqualTo(Standing.LEADS);
  }

  @Test
  void after_an_answer_that_nobody_may_share_everybody_asks_alone_for_a_while() {
    store().standAlone(BOOK, store().begin(BOOK, LEASE), Duration.ofMillis(500));
    assertThat(store().begin(BOOK, LEASE).standing()).isEqualTo(Standing.ALONE);
    assertThat(store().begin(BOOK, LEASE).standing()).isEqualTo(Standing.ALONE);
    pass(Duration.ofMillis(501));
    assertThat(store().begin(BOOK, LEASE).standing()).isEqualTo(Standing.LEADS);
  }

  @Test
  void an_answer_that_all_may_share_ends_the_time_of_standing_alone() {
    store().standAlone(BOOK, store().begin(BOOK, LEASE), LONG);
    fill(BOOK, response("x"));
    assertThat(store().begin(BOOK, LEASE).standing()).isEqualTo(Standing.LEADS);
  }

  @Test
  void an_answer_that_came_too_late_ends_its_lead_too() {
    Ticket leader = store().begin(BOOK, LEASE);
    store().purge(List.of(Purge.hard(Mark.EVERYTHING)));
    assertThat(store().put(BOOK, leader, response("old"), LONG)).isFalse();
    assertThat(store().begin(BOOK, LEASE).standing()).isEqualTo(Standing.LEADS);
  }

  @Test
  void who_waits_for_an_answer_wakes_when_it_is_there_or_will_not_be() throws Exception {
    List<Function<Ticket, Object>> ends =
        List.of(
            ticket -> store().put(BOOK, ticket, response("x"), LONG),
            ticket -> {
              store().abandon(BOOK, ticket);
              return true;
            },
            ticket -> {
              store().standAlone(BOOK, ticket, Duration.ofMillis(1));
              return true;
            });
    for (Function<Ticket, Object> end : ends) {
      Ticket leader = store().begin(BOOK, LEASE);
      CompletableFuture<Boolean> waiting = new CompletableFuture<>();
      Thread waiter = new Thread(() -> waiting.complete(waits(Duration.ofSeconds(20))));
      waiter.start();
      Object unused = end.apply(leader);
      assertThat(waiting.get(10, TimeUnit.SECONDS)).isTrue();
      waiter.join();
      pass(Duration.ofMillis(2));
    }
  }

  @Test
  void who_waits_in_vain_is_told_so_and_who_has_nothing_to_wait_for_does_not() throws Exception {
    assertThat(store().awaitFill(BOOK, Duration.ofSeconds(20))).isTrue();
    Ticket unused = store().begin(BOOK, LEASE);
    assertThat(store().awaitFill(BOOK, Duration.ofMillis(10))).isFalse();
  }

  private boolean waits(Duration atMost) {
    try {
      return store().awaitFill(BOOK, atMost);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
