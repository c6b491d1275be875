package io.buttress.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.buttress.embedded.EmbeddedRedis;
import io.buttress.servlet.app.Repertoire;
import io.buttress.servlet.server.RunningApp;
import io.buttress.servlet.server.ServerKind;
import io.buttress.servlet.server.WebApp;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What attackers send. The peer of the tests is a trusted proxy where that is worse. */
class HostileInputIT {
  private static WebApp behindProxy() {
    return WebApp.of(new Repertoire())
        .limited("trusted-proxies", "127.0.0.0/8")
        .limited("all.paths", "/*")
        .limited("all.limits", "1000/1h");
  }

  private static String ask(RunningApp app, String fields) throws IOException {
    return app.exchange(
        "GET /writer HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + fields + "\r\n");
  }

  private static String remaining(String answer) {
    return answer.replaceAll("(?s).*\r\nRateLimit: \"all\";r=(\\d+).*", "$1");
  }

  @ParameterizedTest
  @EnumSource
  void no_forwarding_header_makes_a_server_error(ServerKind server) throws Exception {
    List<String> values =
        List.of(
            "",
            ",,,,",
            "unknown",
            "_hidden",
            "\"",
            "\"unterminated",
            "999.1.1.1",
            "203.0.113.7:99999",
            "[2001:db8::1",
            "2001:db8::1::2",
            "fe80::1%eth0",
            "fe80::1%" + "z".repeat(1_000),
            "::ffff:203.0.113.7",
            "0xcb007107",
            "3405803783",
            "localhost",
            "../../etc/passwd",
            "%00%0d%0aX: y",
            "\u00ff\u00fe\u0080",
            "10.0.0.1, ".repeat(600) + "203.0.113.7",
            "1,".repeat(3_000));
    try (RunningApp app = behindProxy().on(server)) {
      for (String value : values) {
        for (String field : List.of("X-Forwarded-For", "Forwarded")) {
          String answer = ask(app, field + ": " + value + "\r\n");
          assertThat(answer).as(value).startsWith("HTTP/1.1 200").contains("\r\nRateLimit: ");
        }
      }
      assertThat(ask(app, "X-Forwarded-For: a\u0000b\u0007\r\n")).doesNotStartWith("HTTP/1.1 5");
      assertThat(ask(app, "X-Forwarded-For: 203.0.113.7\r\n".repeat(50)))
          .startsWith("HTTP/1.1 200");
    }
  }

  @ParameterizedTest
  @EnumSource
  void nobody_becomes_another_client_by_another_spelling(ServerKind server) throws Exception {
    try (RunningApp app = behindProxy().on(server)) {
      int left = 1_000;
      for (String spelling :
          List.of(
              "203.0.113.7",
              "::ffff:203.0.113.7",
              "::FFFF:cb00:7107",
              "[::ffff:203.0.113.7]:443",
              "203.0.113.7:8080",
              "198.51.100.1, 203.0.113.7",
              "198.51.100.2, 203.0.113.7, 127.0.0.9")) {
        left--;
        String answer = ask(app, "X-Forwarded-For: " + spelling + "\r\n");
        assertThat(remaining(answer)).as(spelling).isEqualTo(Integer.toString(left));
      }
      // Of one /64, with and without a zone.
      String first = ask(app, "X-Forwarded-For: 2001:db8:0:1::1\r\n");
      String second = ask(app, "X-Forwarded-For: 2001:DB8:0:1:ffff::2%3\r\n");
      assertThat(remaining(first)).isEqualTo("999");
      assertThat(remaining(second)).isEqualTo("998");
    }
  }

  /** As an application with one servlet for everything reads paths: without what is doubled. */
  private static final class Books extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) {
      String info = request.getPathInfo() == null ? "" : request.getPathInfo();
      Path path = Path.of("/", request.getServletPath() + info).normalize();
      boolean found = path.startsWith("/api");
      response.setStatus(found ? 200 : 404);
    }
  }

  @ParameterizedTest
  @EnumSource
  void no_spelling_of_a_path_dodges_a_limit(ServerKind server) throws Exception {
    WebApp limited =
        WebApp.of(new Books()).limited("api.paths", "/api/*").limited("api.limits", "1/1h");
    try (RunningApp app = limited.on(server)) {
      assertThat(statusOf(app, "/api/books")).isEqualTo("200");
      assertThat(statusOf(app, "/api/books")).isEqualTo("429");
      for (String spelling :
          List.of(
              "//api/books",
              "/api//books",
              "///api///books",
              "/api;x=1/books",
              "/;x=1/api/books",
              "//;x=1/api/books",
              "/./api/books",
              "/x/../api/books",
              "/x/..;a=b/api/books",
              "/%2e/api/books",
              "/x/%2e%2e/api/books",
              "/%61pi/books",
              "/api%2fbooks",
              "/api/%2e%2e/api/books",
              "/api\\books",
              "/api/books/",
              "/api/",
              "http://localhost//api/books",
              "/api/books?//api",
              "/api/books#/x")) {
        assertThat(statusOf(app, spelling)).as(spelling).isNotEqualTo("200");
      }
    }
  }

  private static String statusOf(RunningApp app, String target) throws IOException {
    String answer =
        app.exchange("GET " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    return answer.replaceAll("(?s)^HTTP/1.1 (\\d+).*", "$1");
  }

  @ParameterizedTest
  @EnumSource
  void a_thousand_long_keys_leave_a_thousand_short_ones_that_expire(ServerKind server)
      throws Exception {
    try (EmbeddedRedis redis = EmbeddedRedis.start()) {
      System.setProperty("buttress.redis.uri", redis.uri());
      WebApp keyed =
          WebApp.of(new Repertoire())
              .limited("all.paths", "/*")
              .limited("all.key", "header:X-Api-Key")
              .limited("all.limits", "10/1m");
      try (RunningApp app = keyed.on(server)) {
        for (int i = 0; i < 1_000; i++) {
          String key = i + "k".repeat(2_000);
          assertThat(app.get("/writer", "X-Api-Key", key).statusCode()).isEqualTo(200);
        }
        List<String> keys = redis.command("KEYS", "bt:*").lines().toList();
        assertThat(keys).hasSize(1_000).allMatch(key -> key.length() < 40);
        assertThat(keys)
            .allMatch(key -> Long.parseLong(redis.command("PTTL", key)) > 0)
            .allMatch(key -> Long.parseLong(redis.command("MEMORY", "USAGE", key)) <= 80);
      } finally {
        System.clearProperty("buttress.redis.uri");
      }
    }
  }
}
