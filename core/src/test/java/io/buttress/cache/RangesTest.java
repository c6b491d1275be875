package io.buttress.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.buttress.cache.Ranges.Nothing;
import io.buttress.cache.Ranges.Part;
import io.buttress.cache.Ranges.Parts;
import io.buttress.cache.Ranges.Selection;
import io.buttress.cache.Ranges.Whole;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9110, 14, of ten bytes. */
class RangesTest {
  private static final StoredResponse TEN =
      new StoredResponse(
          200,
          FieldLines.of("Content-Type", "text/plain", "X", "y"),
          "0123456789".getBytes(StandardCharsets.US_ASCII),
          0,
          0,
          Map.of(),
          List.of(),
          Set.of(),
          "",
          TestResponses.TERMS);

  @ParameterizedTest
  @CsvSource({
    "bytes=0-0,     0, 0",
    "bytes=2-4,     2, 4",
    "bytes=0-9,     0, 9",
    "bytes=5-,      5, 9",
    "bytes=5-99999, 5, 9",
    "bytes=-3,      7, 9",
    "bytes=-99,     0, 9",
    "Bytes=1-2,     1, 2",
    "bytes=9-,      9, 9",
  })
  void a_part_ends_with_the_representation(String range, int first, int last) {
    assertThat(Ranges.select(range, 10)).isEqualTo(new Part(first, last));
  }

  @ParameterizedTest // 14.1.2
  @ValueSource(strings = {"bytes=10-", "bytes=10-20", "bytes=-0", "bytes=999999999999999999-"})
  void nothing_is_left_beyond_the_end(String range) {
    assertThat(Ranges.select(range, 10)).isEqualTo(Nothing.NOTHING);
  }

  @ParameterizedTest // 14.2: what is not valid or not understood is ignored
  @ValueSource(
      strings = {
        "",
        "bytes",
        "bytes=",
        "bytes=-",
        "bytes=5-4",
        "bytes=a-b",
        "bytes=0-1,",
        "bytes=0-1,x",
        "bytes=0-1;3-4",
        "bytes=0-6,3-9",
        "bytes=0-0,0-0,0-0,0-0,0-0,0-0,0-0,0-0,0-0,0-0,0-0",
        "bytes=10-,10-,10-,10-,10-,10-,10-,10-,10-,10-,10-,10-,10-,10-,10-,10-,10-",
        "items=0-1",
        "0-1",
        "bytes=--1",
        "bytes=+1-2",
        "bytes=0x1-2",
        "bytes=٠-١",
      })
  void what_is_no_range_of_bytes_or_too_much_is_ignored(String range) {
    assertThat(Ranges.select(range, 10)).isEqualTo(Whole.WHOLE);
  }

  @Test
  void several_parts_are_sent_in_the_order_in_which_they_were_asked_for() {
    assertThat(Ranges.select("bytes=8- , 0-1,3-3", 10))
        .isEqualTo(new Parts(List.of(new Part(8, 9), new Part(0, 1), new Part(3, 3))));
    assertThat(Ranges.select("bytes=2-3,10-", 10)).isEqualTo(new Part(2, 3));
    assertThat(Ranges.select("bytes=11-,10-", 10)).isEqualTo(Nothing.NOTHING);
  }

  @Test
  void nothing_can_be_selected_of_nothing() {
    assertThat(Ranges.select("bytes=0-", 0)).isEqualTo(Nothing.NOTHING);
    assertThat(Ranges.select("bytes=-1", 0)).isEqualTo(Nothing.NOTHING);
  }

  @Test // 15.3.7
  void must_tell_which_part_a_206_is() {
    Reply reply = Replies.of(TestCall.get("/").with("Range", "bytes=2-4"), TEN, "", 0);
    assertThat(reply.status()).isEqualTo(206);
    assertThat(reply.fields().values("Content-Range")).containsExactly("bytes 2-4/10");
    assertThat(new String(reply.body(), reply.offset(), reply.length(), StandardCharsets.US_ASCII))
        .isEqualTo("234");
  }

  @Test // 14.6, 15.3.7.2
  void must_tell_the_parts_of_a_206_apart() {
    Reply reply = Replies.of(TestCall.get("/").with("Range", "bytes=0-1,-2"), TEN, "", 0);
    assertThat(reply.status()).isEqualTo(206);
    assertThat(reply.fields().has("Content-Range")).isFalse();
    String type = reply.fields().first("Content-Type");
    assertThat(type).startsWith("multipart/byteranges; boundary=");
    String boundary = "--" + type.substring(type.indexOf('=') + 1);
    assertThat(new String(reply.body(), 0, reply.length(), StandardCharsets.US_ASCII))
        .isEqualTo(
            String.join(
                "\r\n",
                "",
                boundary,
                "Content-Type: text/plain",
                "Content-Range: bytes 0-1/10",
                "",
                "01",
                boundary,
                "Content-Type: text/plain",
                "Content-Range: bytes 8-9/10",
                "",
                "89",
                boundary + "--",
                ""));
  }

  private static StoredResponse with(String... fields) {
    return TEN.with(FieldLines.of(fields), TEN.terms());
  }

  @ParameterizedTest // RFC 9530, 2: it would be that of other bytes
  @ValueSource(strings = {"bytes=2-4", "bytes=0-1,3-3", "bytes=10-"})
  void must_not_tell_the_digest_of_all_bytes_with_a_part(String range) {
    StoredResponse stored =
        with("Content-Digest", "sha-256=:x:", "Content-MD5", "x", "Repr-Digest", "sha-256=:x:");
    Reply reply = Replies.of(TestCall.get("/").with("Range", range), stored, "", 0);
    assertThat(reply.status()).isNotEqualTo(200);
    assertThat(reply.fields().names()).doesNotContain("Content-Digest", "Content-MD5");
    assertThat(reply.fields().names()).contains("Repr-Digest");
    assertThat(Replies.of(TestCall.get("/"), stored, "", 0).fields().has("Content-Digest"))
        .isTrue();
  }

  @Test // 15.5.17: a cache behind this one would give it to who asks for all
  void must_not_let_a_416_be_kept() {
    StoredResponse stored =
        with(
            "Cache-Control",
            "public, max-age=60",
            "CDN-Cache-Control",
            "max-age=60",
            "Expires",
            "Sat, 21 Nov 2096 08:00:00 GMT",
            "ETag",
            "\"a\"",
            "Last-Modified",
            "Sat, 21 Nov 2020 08:00:00 GMT",
            "Vary",
            "Accept");
    Reply reply = Replies.of(TestCall.get("/").with("Range", "bytes=10-"), stored, "", 0);
    assertThat(reply.status()).isEqualTo(416);
    assertThat(reply.fields().values("Cache-Control")).containsExactly("no-store");
    assertThat(reply.fields().names())
        .containsExactly("Age", "Cache-Control", "Content-Range", "Vary");
  }

  @Test // 15.5.17
  void should_tell_the_length_in_a_416() {
    Reply reply = Replies.of(TestCall.get("/").with("Range", "bytes=10-"), TEN, "", 0);
    assertThat(reply.status()).isEqualTo(416);
    assertThat(reply.fields().values("Content-Range")).containsExactly("bytes */10");
    assertThat(reply.fields().has("Content-Type")).isFalse();
    assertThat(reply.length()).isZero();
  }

  @Test // 14.2
  void must_ignore_a_range_of_other_methods_than_GET() {
    Reply reply = Replies.of(TestCall.of("HEAD", "/").with("Range", "bytes=2-4"), TEN, "", 0);
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.withContent()).isFalse();
    assertThat(reply.length()).isEqualTo(10);
  }

  @Property
  void no_input_throws_and_no_part_lies_outside(
      @ForAll String text, @ForAll long a, @ForAll long b, @ForAll @IntRange(min = 0) int length) {
    for (String range : List.of(text, "bytes=" + a + "-" + b, "bytes=-" + a, "bytes=" + text)) {
      Selection selection = Ranges.select(range, length);
      if (selection instanceof Part part) {
        assertThat(part.first()).isBetween(0, length - 1);
        assertThat(part.last()).isBetween(part.first(), length - 1);
      }
    }
  }
}
