package io.buttress.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.buttress.Buttress;
import io.buttress.servlet.server.RunningApp;
import io.buttress.servlet.server.ServerKind;
import io.buttress.servlet.server.WebApp;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpUpgradeHandler;
import jakarta.servlet.http.WebConnection;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What happens seldom: another protocol, an end while somebody waits, a writer already taken. */
class EdgesIT {
  private static final String UPGRADE =
      "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: chat\r\n\r\n";

  /** Goes over to a protocol in which the server talks. */
  private static final class Upgrading extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws IOException, ServletException {
      response.setStatus(101);
      response.setHeader("Upgrade", "chat");
      response.setHeader("Connection", "Upgrade");
      request.upgrade(Talk.class);
    }
  }

  /** That protocol. */
  public static final class Talk implements HttpUpgradeHandler {
    @Override
    public void init(WebConnection connection) {
      try {
        connection.getOutputStream().write("talk".getBytes(StandardCharsets.US_ASCII));
        connection.getOutputStream().flush();
        connection.close();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void destroy() {}
  }

  @ParameterizedTest
  @EnumSource
  void an_upgrade_passes(ServerKind server) throws Exception {
    String bare = upgrade(WebApp.of(new Upgrading()), server);
    assertThat(bare).startsWith("HTTP/1.1 101").endsWith("talk");
    WebApp other = WebApp.of(new Upgrading()).limited("a.paths", "/a").limited("a.limits", "1/1h");
    assertThat(upgrade(other, server)).isEqualTo(bare);
    WebApp limited =
        WebApp.of(new Upgrading())
            .limited("size.paths", "/*")
            .limited("size.limits", "1000/1h")
            .limited("size.settle", "by-bytes")
            .limited("flight.paths", "/*")
            .limited("flight.algorithm", "concurrency")
            .limited("flight.limits", "50");
    String told = upgrade(limited, server);
    assertThat(told).contains("RateLimit: ");
    assertThat(told.replaceAll("(?i)\r\nRateLimit(-Policy)?: [^\r]*", "")).isEqualTo(bare);
  }

  private static String upgrade(WebApp app, ServerKind server) throws Exception {
    try (RunningApp running = app.on(server)) {
      return running
          .exchange(UPGRADE, answer -> answer.endsWith("talk"))
          .replaceFirst("(?i)\r\nDate: [^\r]*", "");
    }
  }

  @ParameterizedTest
  @EnumSource
  void who_waits_for_a_turn_when_the_application_ends_is_answered(ServerKind server)
      throws Exception {
    WebApp slow =
        WebApp.of(new Writes("here", "UTF-8"))
            .limited("slow.paths", "/*")
            .limited("slow.algorithm", "leaky-bucket")
            .limited("slow.limits", "2/1m")
            .limited("slow.max-wait", "40s");
    try (RunningApp app = slow.on(server)) {
      assertThat(app.get("/").statusCode()).isEqualTo(200);
      CompletableFuture<HttpResponse<String>> waits = app.begin("/");
      Buttress buttress = Buttress.current().orElseThrow();
      await().until(() -> buttress.telemetry().readings().toString().contains("delayed"));
      app.undeploy();
      HttpResponse<String> answer = waits.get(10, TimeUnit.SECONDS);
      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.headers().firstValue("Retry-After")).contains("1");
    }
  }

  /** Writes a text, each character for itself. */
  private static final class Writes extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private final String text;
    private final String charset;

    Writes(String text, String charset) {
      this.text = text;
      this.charset = charset;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      if (request.getServletPath().equals("/empty")) {
        return;
      }
      response.setCharacterEncoding(charset);
      PrintWriter writer = response.getWriter();
      text.chars().forEach(writer::write);
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_rejection_gets_out_where_a_filter_ahead_has_taken_the_writer(ServerKind server)
      throws Exception {
    Filter ahead =
        (request, response, chain) -> {
          response.setCharacterEncoding("UTF-8");
          response.getWriter().write("not sent yet");
          chain.doFilter(request, response);
        };
    WebApp limited =
        WebApp.of(new Writes("here", "UTF-8"))
            .ahead(ahead)
            .limited("all.paths", "/*")
            .limited("all.limits", "1/1h");
    try (RunningApp app = limited.on(server)) {
      assertThat(app.get("/").body()).isEqualTo("not sent yethere");
      HttpResponse<String> rejected = app.get("/");
      assertThat(rejected.statusCode()).isEqualTo(429);
      assertThat(rejected.headers().firstValue("Retry-After")).isPresent();
      assertThat(rejected.headers().firstValue("Content-Type").orElseThrow())
          .startsWith("application/problem+json");
      assertThat(rejected.body()).startsWith("{").endsWith("}").contains("quota-exceeded");
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_text_in_utf_16_costs_what_is_sent(ServerKind server) throws Exception {
    WebApp priced =
        WebApp.of(new Writes("Zürich, 東京, \uD83D\uDE00", "UTF-16"))
            .limited("size.paths", "/*")
            .limited("size.algorithm", "fixed-window")
            .limited("size.limits", "10000/1d")
            .limited("size.settle", "by-bytes")
            .limited("size.bytes-per-unit", "1");
    try (RunningApp app = priced.on(server)) {
      int size = app.size("/");
      assertThat(size).isEqualTo(2 + 2 * 14);
      await()
          .pollDelay(Duration.ZERO)
          .untilAsserted(
              () ->
                  assertThat(app.get("/empty").headers().firstValue("RateLimit").orElseThrow())
                      .contains("r=" + (10_000 - size - 1) + ";"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void the_initializer_of_the_jar_has_the_settings_checked_where_fragments_are_switched_off(
      ServerKind server) throws Exception {
    AtomicBoolean running = new AtomicBoolean();
    Filter first =
        new Filter() {
          @Override
          public void init(FilterConfig config) {
            running.set(Buttress.current().isPresent());
          }

          @Override
          public void doFilter(
              ServletRequest request, ServletResponse response, FilterChain chain) {}
        };
    WebApp limited =
        WebApp.of(new Writes("here", "UTF-8"))
            .ahead(first)
            .withStarter()
            .limited("all.paths", "/*")
            .limited("all.limits", "1/1h");
    try (RunningApp app = limited.on(server)) {
      // Undertow makes them when the first request comes.
      assertThat(app.get("/").statusCode()).isEqualTo(200);
      assertThat(running).as("before the filters were made").isTrue();
    }
    assertThat(Buttress.current()).isEmpty();
  }
}
