package io.buttress.servlet.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.buttress.servlet.app.Exchanges;
import io.buttress.servlet.app.OneStep;
import io.buttress.servlet.app.Repertoire;
import io.buttress.servlet.server.RunningApp;
import io.buttress.servlet.server.ServerKind;
import io.buttress.servlet.server.WebApp;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpUpgradeHandler;
import jakarta.servlet.http.WebConnection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Both wrappers at once, and what neither may stand in the way of. */
class WrappedTogetherIT {
  private static WebApp together(WebApp app) {
    return app.behind(new DigestProbe(1_000_000)).behind(CaptureProbe.capturing(1_000_000));
  }

  @ParameterizedTest
  @EnumSource
  void not_a_byte_differs(ServerKind server) throws Exception {
    Map<String, String> bare = Exchanges.record(server, WebApp.of(new Repertoire()));
    Map<String, String> wrapped = Exchanges.record(server, together(WebApp.of(new Repertoire())));
    bare.forEach((path, answer) -> assertThat(wrapped.get(path)).as(path).isEqualTo(answer));
  }

  /** Says what it hears. */
  public static final class Echo implements HttpUpgradeHandler {
    @Override
    public void init(WebConnection connection) {
      try (connection) {
        connection.getOutputStream().print("heard " + (char) connection.getInputStream().read());
        connection.getOutputStream().flush();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void destroy() {}
  }

  @ParameterizedTest
  @EnumSource
  void a_connection_can_be_upgraded(ServerKind server) throws Exception {
    OneStep upgrade =
        new OneStep(
            (request, response) -> {
              response.setHeader("Upgrade", "echo");
              response.setHeader("Connection", "Upgrade");
              request.upgrade(Echo.class);
            });
    try (RunningApp app = together(WebApp.of(upgrade)).on(server)) {
      String answer =
          app.exchange(
              "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\nx");
      assertThat(answer).startsWith("HTTP/1.1 101").endsWith("heard x");
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_client_that_waits_is_told_to_go_on(ServerKind server) throws Exception {
    OneStep length =
        new OneStep(
            (request, response) ->
                response.getWriter().print(request.getInputStream().readAllBytes().length));
    try (RunningApp app = together(WebApp.of(length)).on(server)) {
      String answer =
          app.exchange(
              "POST / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                  + "Expect: 100-continue\r\nContent-Length: 3\r\n\r\nabc");
      assertThat(answer).contains("HTTP/1.1 100", "HTTP/1.1 200").endsWith("3");
    }
  }

  private static String told(HttpServletRequest request, String name) {
    String date;
    try {
      date = String.valueOf(request.getDateHeader(name));
    } catch (IllegalArgumentException e) {
      date = "none";
    }
    boolean named =
        Collections.list(request.getHeaderNames()).stream().anyMatch(name::equalsIgnoreCase);
    List<String> all = Collections.list(request.getHeaders(name));
    return request.getHeader(name) + " " + all + " " + named + " " + date;
  }

  @ParameterizedTest
  @EnumSource
  void replaced_fields_look_the_same_from_all_sides(ServerKind server) throws Exception {
    String date = "Thu, 01 Jan 1970 00:00:10 GMT";
    Map<String, List<String>> replaced =
        Map.of(
            "if-none-match",
            List.of(),
            "If-Modified-Since",
            List.of(date),
            "Many",
            List.of("1", "2"));
    Filter replacing =
        (request, response, chain) ->
            chain.doFilter(
                new RequestWithHeaders((HttpServletRequest) request, replaced, 0), response);
    OneStep telling =
        new OneStep(
            (request, response) -> {
              response.getWriter().println(told(request, "If-None-Match"));
              response.getWriter().println(told(request, "if-modified-since"));
              response.getWriter().println(told(request, "MANY") + request.getIntHeader("many"));
              response.getWriter().println(told(request, "Other"));
            });
    try (RunningApp app = WebApp.of(telling).behind(replacing).on(server)) {
      assertThat(app.get("/", "If-None-Match", "x", "many", "3", "Other", "y").body().lines())
          .containsExactly(
              "null [] false -1",
              date + " [" + date + "] true 10000",
              "1 [1, 2] true none1",
              "y [y] true none");
    }
  }
}
