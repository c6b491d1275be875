package io.buttress.cache.internal;

import static io.buttress.cache.TestResponses.key;
import static io.buttress.cache.TestResponses.request;
import static io.buttress.cache.TestResponses.response;
import static org.assertj.core.api.Assertions.assertThat;

import io.buttress.cache.CacheKey;
import io.buttress.cache.CacheStore;
import io.buttress.cache.CacheStoreContract;
import io.buttress.cache.Mark;
import io.buttress.cache.Purge;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class LocalCacheStoreTest extends CacheStoreContract {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final int CAPACITY = 1024 * 1024;

  private Instant now = Instant.parse("2026-11-21T08:00:00Z");
  private final LocalCacheStore store = new LocalCacheStore(CAPACITY, () -> now);

  @Override
  protected CacheStore store() {
    return store;
  }

  @Override
  protected void pass(Duration time) {
    now = now.plus(time);
  }

  private boolean fill(CacheKey key, String body, String... tags) {
    return store.put(key, store.begin(key, HOUR), response(body, tags), HOUR);
  }

  @Test
  void it_keeps_no_more_bytes_than_it_may() {
    String body = "x".repeat(10_000);
    for (int i = 0; i < 1_000; i++) {
      fill(key("/" + i), body);
    }
    assertThat(store.bytes()).isBetween(CAPACITY / 2L, (long) CAPACITY);
    assertThat(store.size()).isBetween(50L, 105L);
  }

  @Test
  void small_responses_are_weighed_with_what_is_around_them() {
    for (int i = 0; i < 10_000; i++) {
      fill(key("/" + i), "");
    }
    assertThat(store.size()).isLessThan(CAPACITY / 800);
  }

  @Test
  void a_response_larger_than_everything_is_not_kept_and_displaces_nothing() {
    fill(key("/a"), "a");
    fill(key("/b"), "x".repeat(2 * CAPACITY));
    assertThat(store.find(key("/a"), request())).isPresent();
    assertThat(store.find(key("/b"), request())).isEmpty();
  }

  @Test
  void a_clock_that_is_set_back_brings_nothing_back() {
    fill(key("/a"), "before", Mark.tag("x"));
    now = now.minus(HOUR);
    store.purge(List.of(Purge.hard(Mark.tag("x"))));
    assertThat(store.find(key("/a"), request())).isEmpty();
    assertThat(fill(key("/a"), "after", Mark.tag("x"))).isTrue();
    assertThat(store.find(key("/a"), request())).isPresent();
  }

  @Test
  void purges_beyond_what_is_remembered_take_more_with_them_and_never_less() {
    fill(key("/a"), "a", Mark.tag("a"));
    fill(key("/b"), "b", Mark.tag("b"));
    store.purge(List.of(Purge.hard(Mark.tag("a"))));
    for (int i = 0; i < LocalCacheStore.MOST_PURGES; i++) {
      store.purge(List.of(Purge.hard(Mark.tag("other" + i))));
    }
    assertThat(store.find(key("/a"), request())).isEmpty();
    assertThat(store.find(key("/b"), request())).as("on the safe side").isEmpty();
    fill(key("/c"), "c");
    store.purge(List.of(Purge.hard(Mark.tag("x"))));
    assertThat(store.find(key("/c"), request())).isPresent();
  }
}
