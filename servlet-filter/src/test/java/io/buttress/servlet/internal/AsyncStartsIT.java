package io.buttress.servlet.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.buttress.servlet.app.AsyncStarts;
import io.buttress.servlet.app.OneStep;
import io.buttress.servlet.server.RunningApp;
import io.buttress.servlet.server.ServerKind;
import io.buttress.servlet.server.WebApp;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Asynchronous work starts and goes on as without a wrapper. */
class AsyncStartsIT {
  private static Map<String, String> record(ServerKind server, WebApp app) throws Exception {
    Map<String, String> answers = new LinkedHashMap<>();
    try (RunningApp running = app.on(server)) {
      AsyncStarts.PATHS.forEach(path -> answers.put(path, running.get(path + "?as=asked").body()));
    }
    return answers;
  }

  private static WebApp app() {
    return WebApp.of(new OneStep(new AsyncStarts()));
  }

  @ParameterizedTest
  @EnumSource
  void it_starts_and_goes_on_as_without_a_wrapper(ServerKind server) throws Exception {
    Map<String, String> bare = record(server, app());
    assertThat(bare).containsEntry("/own", "true true true");
    assertThat(record(server, app().behind(CaptureProbe.capturing(1_000)))).isEqualTo(bare);
  }

  @ParameterizedTest
  @EnumSource
  void nor_where_the_body_was_read_ahead(ServerKind server) throws Exception {
    WebApp both = app().behind(new DigestProbe(1_000)).behind(CaptureProbe.capturing(1_000));
    assertThat(record(server, both)).isEqualTo(record(server, app()));
  }

  @ParameterizedTest
  @EnumSource
  void nor_where_bytes_are_counted(ServerKind server) throws Exception {
    WebApp counted =
        app()
            .limited("size.paths", "/*")
            .limited("size.limits", "100000/1h")
            .limited("size.settle", "by-bytes");
    assertThat(record(server, counted)).isEqualTo(record(server, app()));
  }

  @ParameterizedTest
  @EnumSource
  void what_a_listener_answers_is_captured(ServerKind server) throws Exception {
    CaptureProbe probe = CaptureProbe.capturing(1_000);
    try (RunningApp running = app().behind(probe).on(server)) {
      String answer = running.get("/timeout").body();
      CaptureProbe.Taken taken = probe.next();
      assertThat(taken.intact()).isTrue();
      assertThat(taken.body().orElseThrow()).asString().isEqualTo(answer);
    }
  }

  @ParameterizedTest
  @EnumSource
  void it_goes_on_where_the_request_came_in_behind_wrappers_of_others(ServerKind server)
      throws Exception {
    Filter wrapping =
        (request, response, chain) ->
            chain.doFilter(new HttpServletRequestWrapper((HttpServletRequest) request), response);
    String path = "/forward/again";
    String bare = record(server, app()).get(path);
    WebApp wrapped = app().ahead(wrapping).behind(CaptureProbe.capturing(1_000));
    assertThat(record(server, wrapped)).containsEntry(path, bare);
  }

  private static String told(Executable step) {
    try {
      step.execute();
      return "taken";
    } catch (Throwable e) {
      return e.getClass().getName();
    }
  }

  @ParameterizedTest
  @EnumSource
  void nothing_to_call_and_nowhere_to_go_are_what_they_are_to_the_container(ServerKind server)
      throws Exception {
    OneStep nothing =
        new OneStep(
            (request, response) -> {
              AsyncContext async = request.startAsync();
              ServletOutputStream out = response.getOutputStream();
              response.setHeader("X-Listener", told(() -> out.setWriteListener(null)));
              response.setHeader("X-Redirect", told(() -> response.sendRedirect(null)));
              async.complete();
            });
    String head = "GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";
    try (RunningApp bare = WebApp.of(nothing).on(server);
        RunningApp wrapped = WebApp.of(nothing).behind(CaptureProbe.capturing(1_000)).on(server)) {
      String date = "(?i)\r\nDate: [^\r]*";
      assertThat(wrapped.exchange(head).replaceFirst(date, ""))
          .isEqualTo(bare.exchange(head).replaceFirst(date, ""));
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_field_without_a_name_is_what_it_is_to_the_container(ServerKind server) throws Exception {
    OneStep nameless =
        new OneStep(
            (request, response) -> {
              String told = "ignored";
              try {
                response.setHeader(null, "x");
                response.addHeader(null, "x");
              } catch (RuntimeException e) {
                told = e.getClass().getName();
              }
              response.getWriter().write(told);
            });
    try (RunningApp bare = WebApp.of(nameless).on(server);
        RunningApp wrapped = WebApp.of(nameless).behind(CaptureProbe.capturing(1_000)).on(server)) {
      assertThat(wrapped.get("/").body()).isEqualTo(bare.get("/").body());
    }
  }
}
