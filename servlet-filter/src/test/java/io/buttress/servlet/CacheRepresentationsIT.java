package io.buttress.servlet;

import static io.buttress.servlet.CacheServers.field;
import static io.buttress.servlet.CacheServers.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.buttress.servlet.app.RawAnswer;
import io.buttress.servlet.server.ServerKind;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Codings, tags and conditions, in real servers. */
class CacheRepresentationsIT {
  private static CacheServers servers;

  @BeforeAll
  static void start() {
    servers =
        new CacheServers(
            app ->
                app.cached("all.paths", "/*")
                    .cached("all.compress", "true")
                    .cached("all.etags-unstored", "16KiB"));
  }

  @AfterAll
  static void stop() {
    servers.close();
  }

  private static String unzipped(byte[] bytes) throws IOException {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_stored_page_is_sent_in_the_coding_that_the_client_prefers(ServerKind server)
      throws Exception {
    RawAnswer miss = servers.ask(server, "GET", "/story");
    assertThat(field(miss, "Vary")).isEqualTo("Accept-Encoding");
    RawAnswer plain = servers.ask(server, "GET", "/story");
    assertThat(text(plain)).isEqualTo(text(miss));
    assertThat(field(plain, "ETag")).isEqualTo(field(miss, "ETag")).isNotEmpty();
    RawAnswer zipped = servers.ask(server, "GET", "/story", "Accept-Encoding", "gzip, deflate");
    assertThat(field(zipped, "Content-Encoding")).isEqualTo("gzip");
    assertThat(field(zipped, "Content-Length")).isEqualTo("" + zipped.body().length);
    assertThat(field(zipped, "Content-Type")).isEqualToIgnoringCase("text/html;charset=UTF-8");
    assertThat(field(zipped, "ETag")).isNotEmpty().isNotEqualTo(field(plain, "ETag"));
    assertThat(unzipped(zipped.body())).isEqualTo(text(miss));
    assertThat(servers.pages(server).count("/story")).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void a_client_that_has_the_page_hears_so_of_the_application_and_then_of_the_cache(
      ServerKind server) {
    RawAnswer same = servers.ask(server, "GET", "/etag", "If-None-Match", "\"v1\"");
    assertThat(same.status()).isEqualTo(304);
    assertThat(same.body()).isEmpty();
    assertThat(field(same, "ETag")).isEqualTo("\"v1\"");
    assertThat(field(same, "Content-Type")).isEmpty();
    assertThat(servers.text(server, "/etag", "If-None-Match", "\"v0\"")).isEqualTo("page 2");
    RawAnswer again = servers.ask(server, "GET", "/etag", "If-None-Match", "\"v1\"");
    assertThat(again.status()).isEqualTo(304);
    assertThat(servers.pages(server).count("/etag")).isEqualTo(2);
  }

  @ParameterizedTest
  @EnumSource
  void what_is_not_stored_is_not_sent_again_either(ServerKind server) {
    RawAnswer first = servers.ask(server, "GET", "/greeting", "X-User", "ann");
    String tag = field(first, "ETag");
    assertThat(tag).matches("\"[A-Za-z0-9_-]{16}\"");
    assertThat(field(first, "Cache-Status")).doesNotContain("stored");
    RawAnswer again =
        servers.ask(server, "GET", "/greeting", "X-User", "ann", "If-None-Match", tag);
    assertThat(again.status()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
    RawAnswer other =
        servers.ask(server, "GET", "/greeting", "X-User", "bob", "If-None-Match", tag);
    assertThat(text(other)).isEqualTo("Hello bob");
    assertThat(servers.pages(server).count("/greeting")).isEqualTo(3);
  }

  @ParameterizedTest
  @EnumSource
  void who_flushes_is_not_held_up_for_a_tag(ServerKind server) {
    RawAnswer flushed = servers.ask(server, "GET", "/greeting?flush=yes", "X-User", "ann");
    assertThat(text(flushed)).isEqualTo("Hello ann");
    assertThat(field(flushed, "ETag")).isEmpty();
  }
}
