package io.buttress.cache.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.buttress.cache.FieldLines;
import io.buttress.cache.Gzipped;
import io.buttress.cache.StoredResponse;
import io.buttress.cache.Terms;
import io.buttress.cache.TestResponses;
import io.buttress.http.Field;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32C;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class EntryCodecTest {
  private static final Entry SAMPLE =
      new Entry(TestResponses.response("Moby Dick", "tbook"), 17, 42, List.of("*", "tbook"));

  @Property
  void what_is_written_is_read(@ForAll("entries") Entry entry) {
    assertThat(EntryCodec.decode(EntryCodec.encode(entry))).contains(entry);
  }

  @Property
  void any_bytes_are_no_entry_and_no_exception(@ForAll byte[] bytes) {
    assertThat(EntryCodec.decode(bytes)).isEmpty();
  }

  /** As somebody might send them who knows how checksums are made. */
  @Property
  void any_bytes_with_a_beginning_and_a_checksum_are_no_exception(@ForAll byte[] bytes) {
    byte[] start = "B1 1 2 *\n".getBytes(StandardCharsets.US_ASCII);
    byte[] forged = Arrays.copyOf(start, start.length + bytes.length + 4);
    System.arraycopy(bytes, 0, forged, start.length, bytes.length);
    EntryCodec.decode(sealed(forged)).ifPresent(e -> assertThat(e.asked()).isEqualTo(1));
  }

  @Property
  void a_changed_entry_is_none(
      @ForAll("entries") Entry entry, @ForAll int position, @ForAll byte change) {
    byte[] bytes = EntryCodec.encode(entry);
    bytes[Math.floorMod(position, bytes.length)] ^= change == 0 ? 1 : change;
    assertThat(EntryCodec.decode(bytes)).isEmpty();
  }

  @Property
  void an_entry_changed_by_somebody_who_can_make_checksums_is_no_exception(
      @ForAll("entries") Entry entry, @ForAll int position, @ForAll byte change) {
    byte[] bytes = EntryCodec.encode(entry);
    bytes[Math.floorMod(position, bytes.length)] ^= change;
    EntryCodec.decode(sealed(bytes)).ifPresent(e -> assertThat(e.response()).isNotNull());
  }

  @Example
  void every_beginning_of_an_entry_is_none() {
    byte[] bytes = EntryCodec.encode(SAMPLE);
    for (int i = 0; i < bytes.length; i++) {
      assertThat(EntryCodec.decode(Arrays.copyOf(bytes, i))).isEmpty();
      assertThat(EntryCodec.decode(sealed(Arrays.copyOf(bytes, Math.max(i, 4))))).isEmpty();
    }
  }

  @Example
  void an_entry_of_another_version_is_none() {
    byte[] bytes = EntryCodec.encode(SAMPLE);
    bytes[1] = '2';
    assertThat(EntryCodec.decode(sealed(bytes))).isEmpty();
  }

  /** Each text and count is told by its length: an absurd one must not become an array. */
  @Example
  void a_length_beyond_the_end_takes_no_memory() {
    EntryWriter out = new EntryWriter(64);
    out.raw("B1 1 2\n".getBytes(StandardCharsets.US_ASCII));
    out.number(200);
    out.number(1);
    out.number(1);
    out.number(Integer.MAX_VALUE);
    out.fixed(0);
    assertThat(EntryCodec.decode(sealed(out.toBytes()))).isEmpty();
  }

  @Example
  void the_first_line_is_text_that_a_script_can_read() {
    String text = new String(EntryCodec.encode(SAMPLE), StandardCharsets.ISO_8859_1);
    assertThat(text).startsWith("B1 17 42 * tbook\n");
  }

  @Example
  void around_a_small_response_there_is_little() {
    int fields = "Content-Typetext/plainDateSat, 21 Nov 2026 08:00:00 GMT".length();
    assertThat(EntryCodec.encode(SAMPLE)).hasSizeLessThan(fields + "Moby Dick".length() + 60);
  }

  private static byte[] sealed(byte[] bytes) {
    int length = bytes.length - 4;
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    for (int i = 0; i < 4; i++) {
      bytes[length + i] = (byte) (crc.getValue() >>> (24 - 8 * i));
    }
    return bytes;
  }

  private static Arbitrary<Terms> terms() {
    Arbitrary<Long> time = Arbitraries.longs();
    Arbitrary<Boolean> flag = Arbitraries.of(true, false);
    return Combinators.combine(time, time, flag, flag, flag, flag, flag)
        .as((age, life, a, b, c, d, e) -> new Terms(age, life, life, age, a, b, c, d, e));
  }

  private record Rest(String policy, Terms terms, Optional<Gzipped> gzipped) {}

  private static Arbitrary<Optional<Gzipped>> gzipped(Arbitrary<byte[]> body) {
    Arbitrary<String> tags = Arbitraries.of("\"tag\"", "W/\"tag\"").injectNull(0.3);
    return Combinators.combine(tags, body).as(Gzipped::new).optional();
  }

  @Provide
  Arbitrary<Entry> entries() {
    Arbitrary<String> token = Arbitraries.strings().alpha().ofMinLength(1).ofMaxLength(12);
    Arbitrary<String> value = Arbitraries.strings().withCharRange(' ', '~').withChars('ä', '€');
    Arbitrary<FieldLines> fields =
        Combinators.combine(token, value).as(Field::new).list().ofMaxSize(8).map(FieldLines::new);
    Arbitrary<byte[]> body = Arbitraries.bytes().array(byte[].class).ofMaxSize(300);
    Arbitrary<Map<String, String>> selecting = Arbitraries.maps(token, value).ofMaxSize(4);
    Arbitrary<Set<String>> tags = token.set().ofMaxSize(4);
    Arbitrary<StoredResponse> responses =
        Combinators.combine(
                Arbitraries.integers().between(100, 999),
                fields,
                body,
                Arbitraries.longs(),
                Arbitraries.longs(),
                selecting,
                tags,
                Combinators.combine(token, terms(), gzipped(body)).as(Rest::new))
            .as(
                (status, lines, bytes, asked, answered, map, set, rest) ->
                    new StoredResponse(
                        status,
                        lines,
                        bytes,
                        asked,
                        answered,
                        map,
                        List.copyOf(map.keySet()),
                        set,
                        rest.policy(),
                        rest.terms(),
                        rest.gzipped().orElse(null)));
    return Combinators.combine(
            responses, Arbitraries.longs(), Arbitraries.longs(), token.list().ofMaxSize(5))
        .as(Entry::new);
  }
}
