package io.buttress.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.buttress.cache.CachedOrigin.Answer;
import io.buttress.cache.CachedOrigin.Got;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9111, 3.3: parts that the application sends may be stored, and served as parts. */
class PartsTest {
  private static TestCall range(String range) {
    return TestCall.get("/").with("Range", range);
  }

  /** An application that answers each range with these bytes of "0123456789". */
  private static CachedOrigin sending(String contentRange, String body, String... fields) {
    CachedOrigin origin = CachedOrigin.answering(Profile.RFC, "Cache-Control", "max-age=60");
    origin.application =
        asked -> {
          if (asked.header("Range").isEmpty()) {
            return Answer.of(200, "0123456789", "Cache-Control", "max-age=60");
          }
          FieldLines all =
              FieldLines.of("Cache-Control", "max-age=60", "Content-Range", contentRange);
          for (int i = 0; i < fields.length; i += 2) {
            all = all.with(fields[i], fields[i + 1]);
          }
          return new Answer(206, body, all, Set.of());
        };
    return origin;
  }

  @Test
  void the_same_question_gets_the_same_part() {
    CachedOrigin origin = sending("bytes 5-9/10", "56789");
    assertThat(origin.ask(range("bytes=-5")).status()).isEqualTo(206);
    Got hit = origin.ask(range("bytes=-5"));
    assertThat(hit.status()).isEqualTo(206);
    assertThat(hit.body()).isEqualTo("56789");
    assertThat(hit.field("Content-Range")).isEqualTo("bytes 5-9/10");
    assertThat(hit.fields().has("Age")).isTrue();
    assertThat(hit.fields().has("Range")).isFalse();
    assertThat(origin.executions).hasValue(1);
  }

  @ParameterizedTest
  @CsvSource({
    "bytes=3-5, 345, bytes 3-5/10",
    "bytes=2-7, 234567, bytes 2-7/10",
    "bytes=7-7, 7, bytes 7-7/10"
  })
  void what_lies_within_a_part_is_served_from_it(String range, String body, String said) {
    CachedOrigin origin = sending("bytes 2-7/10", "234567");
    origin.ask(range("bytes=2-7, 20-30"));
    Got hit = origin.ask(range(range));
    assertThat(hit.status()).isEqualTo(206);
    assertThat(hit.body()).isEqualTo(body);
    assertThat(hit.field("Content-Range")).isEqualTo(said);
    assertThat(origin.executions).hasValue(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"bytes=0-3", "bytes=5-8", "bytes=8-9", "bytes=-1", "bytes=9-", "lines=1-2"})
  void what_does_not_is_asked_for(String range) {
    CachedOrigin origin = sending("bytes 2-7/10", "234567");
    origin.ask(range("bytes=2-7"));
    origin.ask(range(range));
    assertThat(origin.executions).hasValue(2);
  }

  @Test
  void who_wants_all_gets_no_part_and_from_then_on_nobody_needs_one() {
    CachedOrigin origin = sending("bytes 2-7/10", "234567");
    origin.ask(range("bytes=2-7"));
    assertThat(origin.text("/")).isEqualTo("0123456789");
    assertThat(origin.ask(range("bytes=0-1")).body()).isEqualTo("01");
    assertThat(origin.executions).hasValue(2);
  }

  @Test
  void a_whole_answer_to_a_request_for_a_part_is_stored_as_the_whole() {
    CachedOrigin origin = CachedOrigin.answering(Profile.RFC, "Cache-Control", "max-age=60");
    assertThat(origin.ask(range("bytes=0-1")).status()).isEqualTo(200);
    assertThat(origin.text("/")).isEqualTo("answer 1");
  }

  @ParameterizedTest
  @CsvSource({
    "bytes 2-7/*, 234567",
    "bytes 7-2/10, 234567",
    "bytes 2-10/10, 234567",
    "bytes 2-4/10, 234567",
    "items 2-7/10, 234567",
    "bytes 2-7/99999999999, 234567"
  })
  void a_part_that_is_not_known_to_be_one_is_not_stored(String contentRange, String body) {
    CachedOrigin origin = sending(contentRange, body);
    origin.ask(range("bytes=2-7"));
    origin.ask(range("bytes=2-7"));
    assertThat(origin.executions).hasValue(2);
  }

  @Test
  void a_stale_purged_or_private_part_is_asked_for_again() {
    CachedOrigin origin = sending("bytes 2-7/10", "234567");
    origin.ask(range("bytes=2-7"));
    origin.ask(TestCall.of("DELETE", "/"));
    origin.ask(range("bytes=2-7"));
    assertThat(origin.executions).hasValue(3);
    origin.pass(61);
    origin.ask(range("bytes=2-7"));
    assertThat(origin.executions).hasValue(4);
    CachedOrigin own = sending("bytes 2-7/10", "234567", "Cache-Control", "private");
    own.ask(range("bytes=2-7"));
    own.ask(range("bytes=2-7"));
    assertThat(own.executions).hasValue(2);
  }

  /** RFC 9110, 13.1.5. */
  @Test
  void a_part_of_another_state_is_not_sent() {
    CachedOrigin origin = sending("bytes 2-7/10", "234567", "ETag", "\"v1\"");
    origin.ask(range("bytes=2-7"));
    origin.ask(range("bytes=3-4").with("If-Range", "\"v1\""));
    assertThat(origin.executions).hasValue(1);
    origin.ask(range("bytes=3-4").with("If-Range", "\"v0\""));
    assertThat(origin.executions).hasValue(2);
  }

  @Test
  void nobody_who_is_known_gets_or_gives_one_in_the_safe_profile() {
    CachedOrigin origin = sending("bytes 2-7/10", "234567");
    CachedOrigin safe = CachedOrigin.of(Profile.SAFE, origin.application);
    safe.ask(range("bytes=2-7").by("alice"));
    safe.ask(range("bytes=2-7"));
    safe.ask(range("bytes=2-7").by("alice"));
    assertThat(safe.executions).hasValue(3);
    safe.ask(range("bytes=2-7"));
    assertThat(safe.executions).hasValue(3);
  }
}
