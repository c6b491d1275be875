package io.buttress.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.buttress.servlet.app.Orders;
import io.buttress.servlet.app.RawAnswer;
import io.buttress.servlet.app.Zipper;
import io.buttress.servlet.server.RunningApp;
import io.buttress.servlet.server.ServerKind;
import io.buttress.servlet.server.WebApp;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/**
 * A filter ahead of ours compresses: each client gets what it asks for, of what was stored, too.
 */
class CompressionAheadIT {
  private static final String HEAD = " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n";

  /** As a client reads it that can unzip. */
  private static String text(RawAnswer answer) throws IOException {
    byte[] body = answer.body();
    if (CacheServers.field(answer, "Content-Encoding").equals("gzip")) {
      try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(body))) {
        body = in.readAllBytes();
      }
    }
    return new String(body, StandardCharsets.UTF_8);
  }

  private static RawAnswer ask(RunningApp app, String line, String coding, String more)
      throws IOException {
    RawAnswer answer =
        RawAnswer.of(app.exchange(line + HEAD + "Accept-Encoding: " + coding + "\r\n" + more));
    assertThat(CacheServers.field(answer, "Content-Encoding"))
        .isEqualTo(coding.equals("gzip") ? "gzip" : "");
    return answer;
  }

  @Test
  void an_answer_is_replayed_in_the_coding_that_the_retry_asks_for() throws IOException {
    try (KeyedServers servers =
        new KeyedServers(
            () ->
                WebApp.of(new Orders())
                    .ahead(new Zipper())
                    .with(IdempotencyFilter.class, "all.paths", "/*"))) {
      RunningApp app = servers.running(ServerKind.any());
      Orders.forget();
      for (String first : new String[] {"gzip", "identity"}) {
        String more = "Content-Length: 1\r\nIdempotency-Key: " + first + "\r\n\r\nx";
        String text = text(ask(app, "POST /orders", first, more));
        for (String coding : new String[] {"identity", "gzip"}) {
          RawAnswer retry = ask(app, "POST /orders", coding, more);
          assertThat(CacheServers.field(retry, "Idempotency-Replayed")).isEqualTo("true");
          assertThat(text(retry)).isEqualTo(text).startsWith("{\"number\":");
        }
      }
    }
  }

  @Test
  void a_stored_page_is_sent_in_the_coding_that_the_client_asks_for() throws IOException {
    try (CacheServers servers =
        new CacheServers(app -> app.ahead(new Zipper()).cached("all.paths", "/*"))) {
      RunningApp app = servers.running(ServerKind.any());
      String text = text(ask(app, "GET /story", "gzip", "\r\n"));
      assertThat(text(ask(app, "GET /story", "identity", "\r\n"))).isEqualTo(text);
      assertThat(text(ask(app, "GET /story", "gzip", "\r\n"))).isEqualTo(text);
      assertThat(servers.pages(ServerKind.any()).count("/story")).isEqualTo(1);
    }
  }
}
