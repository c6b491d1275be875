package io.buttress.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9110, 13 and RFC 9111, 4.3.2: conditions of a client against what is stored. */
class PreconditionsTest {
  private static final long NOW = 1_795_000_000_000L;
  private static final String EARLY = "Sat, 21 Nov 2020 08:00:00 GMT";
  private static final String LATE = "Sat, 21 Nov 2020 08:00:01 GMT";

  private static StoredResponse stored(int status, String... fields) {
    return new StoredResponse(
        status,
        FieldLines.of(fields),
        "0123456789".getBytes(StandardCharsets.US_ASCII),
        NOW,
        NOW,
        Map.of(),
        List.of(),
        Set.of(),
        "",
        TestResponses.TERMS);
  }

  private static boolean notModified(TestCall call, StoredResponse stored) {
    return Preconditions.isNotModified(call, stored, NOW);
  }

  private static TestCall knowing(String etags) {
    return TestCall.get("/").with("If-None-Match", etags);
  }

  @ParameterizedTest // RFC 9110, 8.8.3.2 and 13.1.2
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "\"a\"             | true",
        "W/\"a\"           | true",
        "\"b\", \"a\"      | true",
        "\"b\",W/\"a\"     | true",
        "*                 | true",
        "\"b\"             | false",
        "\"A\"             | false",
        "a                 | false",
        "w/\"a\"           | false",
        "\"x,\"a\"\"       | false",
        "\"b, \\\"a\\\"\"  | false",
        "''                | false",
      })
  void must_compare_weakly_and_read_lists(String etags, boolean same) {
    assertThat(notModified(knowing(etags), stored(200, "ETag", "\"a\""))).isEqualTo(same);
    assertThat(notModified(knowing(etags), stored(200, "ETag", "W/\"a\""))).isEqualTo(same);
  }

  @Test
  void must_read_several_lines() {
    TestCall call = knowing("\"b\"").with("If-None-Match", "\"a\"");
    assertThat(notModified(call, stored(200, "ETag", "\"a\""))).isTrue();
  }

  @Test // 13.2.2
  void must_not_look_at_If_Modified_Since_beside_If_None_Match() {
    TestCall call = knowing("\"b\"").with("If-Modified-Since", LATE);
    assertThat(notModified(call, stored(200, "ETag", "\"a\"", "Last-Modified", EARLY))).isFalse();
    assertThat(notModified(call, stored(200, "Last-Modified", EARLY))).isFalse();
  }

  @Test // 13.1.3
  void must_compare_dates_and_ignore_what_is_none() {
    StoredResponse stored = stored(200, "Last-Modified", EARLY);
    assertThat(notModified(TestCall.get("/").with("If-Modified-Since", EARLY), stored)).isTrue();
    assertThat(notModified(TestCall.get("/").with("If-Modified-Since", LATE), stored)).isTrue();
    assertThat(notModified(TestCall.get("/").with("If-Modified-Since", "soon"), stored)).isFalse();
    StoredResponse later = stored(200, "Last-Modified", LATE);
    assertThat(notModified(TestCall.get("/").with("If-Modified-Since", EARLY), later)).isFalse();
    assertThat(notModified(TestCall.get("/").with("If-Modified-Since", LATE), stored(200)))
        .isFalse();
  }

  @Test // 13.1.3
  void must_ignore_more_than_one_date() {
    TestCall call = TestCall.get("/").with("If-Modified-Since", LATE);
    StoredResponse stored = stored(200, "Last-Modified", EARLY);
    assertThat(notModified(call.with("If-Modified-Since", EARLY), stored)).isFalse();
  }

  @ParameterizedTest // 13.2.1
  @ValueSource(ints = {301, 302, 404, 410, 500})
  void must_ignore_conditions_where_there_would_be_no_success(int status) {
    StoredResponse stored = stored(status, "ETag", "\"a\"", "Last-Modified", EARLY);
    assertThat(notModified(knowing("*"), stored)).isFalse();
    assertThat(notModified(knowing("\"a\""), stored)).isFalse();
    assertThat(notModified(TestCall.get("/").with("If-Modified-Since", LATE), stored)).isFalse();
  }

  @Test // 15.4.5
  void must_carry_in_a_304_what_a_200_would_and_should_not_tell_of_content() {
    StoredResponse stored =
        stored(
            200,
            "ETag",
            "\"a\"",
            "Date",
            EARLY,
            "Vary",
            "Accept",
            "Cache-Control",
            "max-age=60",
            "Expires",
            LATE,
            "Content-Location",
            "/x",
            "Content-Type",
            "text/plain",
            "Content-Language",
            "de",
            "Access-Control-Allow-Origin",
            "*");
    Reply reply = Replies.of(knowing("\"a\""), stored, "Buttress; hit", NOW + 5_000);
    assertThat(reply.status()).isEqualTo(304);
    assertThat(reply.withContent()).isFalse();
    assertThat(reply.withLength()).isFalse();
    assertThat(reply.fields().names())
        .containsExactly(
            "Access-Control-Allow-Origin",
            "Age",
            "Cache-Control",
            "Cache-Status",
            "Content-Location",
            "Date",
            "ETag",
            "Expires",
            "Vary");
    assertThat(reply.fields().first("Age")).isEqualTo("5");
  }

  // RFC 9110, 13.1.5

  private static int rangeStatus(String ifRange, String... fields) {
    TestCall call = TestCall.get("/").with("Range", "bytes=0-1").with("If-Range", ifRange);
    return Replies.of(call, stored(200, fields), "", NOW).status();
  }

  @Test
  void must_compare_If_Range_strongly() {
    assertThat(rangeStatus("\"a\"", "ETag", "\"a\"")).isEqualTo(206);
    assertThat(rangeStatus("\"b\"", "ETag", "\"a\"")).isEqualTo(200);
    assertThat(rangeStatus("W/\"a\"", "ETag", "W/\"a\"")).isEqualTo(200);
    assertThat(rangeStatus("\"a\"", "ETag", "W/\"a\"")).isEqualTo(200);
    assertThat(rangeStatus("\"a\"")).isEqualTo(200);
  }

  @Test
  void must_take_a_date_in_If_Range_for_exactly_that_date() {
    assertThat(rangeStatus(EARLY, "Last-Modified", EARLY)).isEqualTo(206);
    assertThat(rangeStatus(LATE, "Last-Modified", EARLY)).isEqualTo(200);
    assertThat(rangeStatus("soon", "Last-Modified", EARLY)).isEqualTo(200);
    assertThat(rangeStatus(EARLY)).isEqualTo(200);
  }

  @Test
  void must_look_at_If_None_Match_before_Range() {
    TestCall call = knowing("\"a\"").with("Range", "bytes=0-1");
    assertThat(Replies.of(call, stored(200, "ETag", "\"a\""), "", NOW).status()).isEqualTo(304);
  }

  @Property
  void no_input_throws(@ForAll String one, @ForAll String other) {
    for (String name : List.of("If-None-Match", "If-Modified-Since", "If-Range", "Range")) {
      TestCall call = TestCall.get("/").with(name, one).with(name, other).with("Range", "bytes=1-");
      StoredResponse stored = stored(200, "ETag", "\"a\"", "Last-Modified", EARLY);
      assertThat(Replies.of(call, stored, "", NOW).status()).isIn(200, 206, 304, 416);
    }
  }
}
