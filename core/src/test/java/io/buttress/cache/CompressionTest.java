package io.buttress.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.buttress.cache.CachedOrigin.Answer;
import io.buttress.http.RequestPattern;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is stored is compressed once, and each client gets the coding that it prefers. */
class CompressionTest {
  private static final String PAGE = "All work and no play. ".repeat(200);
  private static final String TYPE = "text/html;charset=UTF-8";
  private static final String FRESH = "max-age=60";

  private static CachedOrigin origin(String... fields) {
    CachePolicy standard = CachePolicy.standard(Profile.SAFE);
    Compression compression = new Compression(1_000, Set.copyOf(Compression.TEXTS));
    CachePolicy policy =
        new CachePolicy(
            "zip",
            RequestPattern.NONE,
            Profile.SAFE,
            Set.of(),
            standard.key(),
            Set.of(),
            standard.times(),
            new CachePolicy.Storage(1 << 20, false, true, Optional.of(compression), 0));
    return new CachedOrigin(policy, Duration.ofSeconds(20), asked -> Answer.of(200, PAGE, fields));
  }

  private static TestCall get() {
    return TestCall.get("/");
  }

  private static TestCall zipped() {
    return get().with("Accept-Encoding", "br, gzip");
  }

  private static Reply hit(CachedOrigin origin, TestCall call) {
    return ((CacheDecision.Answer) origin.engine.decide(call, origin.policy)).reply();
  }

  private static byte[] content(Reply reply) {
    return Arrays.copyOfRange(reply.body(), reply.offset(), reply.offset() + reply.length());
  }

  private static String unzipped(byte[] bytes) throws IOException {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void who_takes_gzip_gets_it_and_who_does_not_gets_what_the_application_wrote() throws Exception {
    CachedOrigin origin = origin("Cache-Control", FRESH, "Content-Type", TYPE);
    CachedOrigin.Got miss = origin.ask(get());
    assertThat(miss.field("Vary")).isEqualTo("Accept-Encoding");
    Reply plain = hit(origin, get());
    assertThat(new String(content(plain), StandardCharsets.UTF_8)).isEqualTo(PAGE);
    assertThat(plain.fields().has("Content-Encoding")).isFalse();
    assertThat(plain.fields().values("Vary")).containsExactly("Accept-Encoding");
    Reply coded = hit(origin, zipped());
    assertThat(coded.length()).isLessThan(PAGE.length() / 10);
    assertThat(unzipped(content(coded))).isEqualTo(PAGE);
    assertThat(coded.fields().values("Content-Encoding")).containsExactly("gzip");
    assertThat(coded.fields().values("Vary")).containsExactly("Accept-Encoding");
    assertThat(coded.fields().values("ETag")).hasSize(1);
    assertThat(origin.executions).as("one entry for all").hasValue(1);
  }

  /** RFC 9110, 8.8.3.3. */
  @Test
  void each_representation_has_a_strong_tag_conditions_and_ranges_of_its_own() {
    CachedOrigin origin =
        origin("Cache-Control", FRESH, "Content-Type", TYPE, "ETag", "\"v1\"", "Vary", "A, B");
    origin.ask(get());
    assertThat(hit(origin, get()).fields().first("ETag")).isEqualTo("\"v1\"");
    Reply coded = hit(origin, zipped());
    String tag = coded.fields().first("ETag");
    assertThat(tag).matches("\"[A-Za-z0-9_-]{16}\"");
    assertThat(coded.fields().values("Vary")).containsExactly("A, B", "Accept-Encoding");
    assertThat(hit(origin, zipped().with("If-None-Match", tag)).status()).isEqualTo(304);
    assertThat(hit(origin, zipped().with("If-None-Match", "\"v1\"")).status()).isEqualTo(200);
    assertThat(hit(origin, get().with("If-None-Match", tag)).status()).isEqualTo(200);
    Reply part = hit(origin, zipped().with("Range", "bytes=2-5").with("If-Range", tag));
    assertThat(part.status()).isEqualTo(206);
    assertThat(content(part)).isEqualTo(Arrays.copyOfRange(content(coded), 2, 6));
    assertThat(part.fields().first("Content-Range")).endsWith("/" + coded.length());
    assertThat(hit(origin, zipped().with("Range", "bytes=2-5").with("If-Range", "\"v1\"")).status())
        .isEqualTo(200);
  }

  /** RFC 9110, 8.8.2.2: a date would be that of both. */
  @Test // RFC 9110, 8.8.1: else the container would code bytes that have a strong tag, or not at
  // all
  void a_tag_of_the_caches_own_is_strong_only_where_the_cache_compresses() {
    CachedOrigin zipping = origin("Cache-Control", FRESH, "Content-Type", TYPE);
    zipping.ask(get());
    assertThat(hit(zipping, get()).fields().first("ETag")).startsWith("\"");
    CachedOrigin plain = CachedOrigin.answering(Profile.SAFE, "Cache-Control", FRESH);
    plain.ask(get());
    String etag = plain.ask(get()).field("ETag");
    assertThat(etag).startsWith("W/\"");
    TestCall known = get().with("If-None-Match", etag.substring(2));
    assertThat(plain.ask(known).status()).as("told before").isEqualTo(304);
    assertThat(plain.ask(get().with("Range", "bytes=0-1")).status()).isEqualTo(206);
    TestCall resumed = get().with("Range", "bytes=0-1").with("If-Range", etag);
    assertThat(plain.ask(resumed).status()).isEqualTo(200);
  }

  @Test
  void no_part_is_sent_by_a_date() {
    String modified = "Sat, 21 Nov 2020 08:00:00 GMT";
    CachedOrigin origin =
        origin("Cache-Control", FRESH, "Content-Type", TYPE, "Last-Modified", modified);
    origin.ask(get());
    for (TestCall call : List.of(get(), zipped())) {
      call.with("Range", "bytes=2-5").with("If-Range", modified);
      assertThat(hit(origin, call).status()).isEqualTo(200);
    }
  }

  @Test
  void a_weak_tag_is_that_of_both() {
    CachedOrigin origin = origin("Cache-Control", FRESH, "Content-Type", TYPE, "ETag", "W/\"v1\"");
    origin.ask(get());
    assertThat(hit(origin, zipped()).fields().values("ETag")).containsExactly("W/\"v1\"");
  }

  /** RFC 9110, 12.5.3. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gzip|true",
        "GZIP|true",
        "x-gzip|true",
        "deflate, gzip;q=1.0, *;q=0.5|true",
        "*|true",
        "identity;q=0.5, gzip;q=0.5|true",
        "br|false",
        "gzip;q=0|false",
        "gzip; q=0.000|false",
        "*, gzip;q=0|false",
        "*;q=0|false",
        "identity, gzip;q=0.5|false",
        "gzip;q=0.2, identity;q=0.3|false",
        "''|false"
      })
  void the_clients_weights_decide(String acceptEncoding, boolean gzip) {
    assertThat(Negotiation.prefersGzip(List.of(acceptEncoding))).isEqualTo(gzip);
  }

  @Test
  void who_wants_no_transformation_gets_none() {
    CachedOrigin origin = origin("Cache-Control", FRESH, "Content-Type", TYPE);
    origin.ask(get());
    Reply reply = hit(origin, zipped().with("Cache-Control", "no-transform"));
    assertThat(reply.length()).isEqualTo(PAGE.length());
  }

  @ParameterizedTest
  @CsvSource({
    "Content-Type, image/png",
    "Content-Encoding, br",
    "Cache-Control, no-transform",
    "CDN-Cache-Control, 'max-age=60, no-transform'",
    "Content-Digest, sha-256=:x:",
  })
  void what_must_stay_as_it_is_stays(String name, String value) {
    CachedOrigin origin =
        origin(
            "Cache-Control", FRESH, name, value, "Content-Type", TYPE, "Vary", "Accept-Encoding");
    origin.ask(zipped());
    Reply reply = hit(origin, zipped());
    assertThat(reply.length()).isEqualTo(PAGE.length());
    assertThat(reply.fields().values("Content-Encoding")).doesNotContain("gzip");
  }

  @Test
  void what_gains_nothing_is_not_kept_twice() {
    Compression compression = new Compression(10, Set.of("text/*"));
    assertThat(compression.of(FieldLines.NONE, "short text".getBytes(StandardCharsets.UTF_8)))
        .isEmpty();
    assertThat(new Compression(11, Set.of("text/*")).of(FieldLines.NONE, new byte[10])).isEmpty();
  }

  @Test
  void a_304_of_the_application_leaves_both() throws Exception {
    CachedOrigin origin =
        origin("Cache-Control", "max-age=1", "Content-Type", TYPE, "ETag", "\"v1\"");
    origin.ask(get());
    origin.pass(2);
    origin.application =
        asked -> {
          assertThat(asked.header("If-None-Match")).isEqualTo("\"v1\"");
          return Answer.of(304, "", "Cache-Control", FRESH);
        };
    origin.ask(get());
    assertThat(unzipped(content(hit(origin, zipped())))).isEqualTo(PAGE);
  }
}
