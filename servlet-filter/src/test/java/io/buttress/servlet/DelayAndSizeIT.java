package io.buttress.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.buttress.servlet.app.OneStep;
import io.buttress.servlet.app.Repertoire;
import io.buttress.servlet.server.RunningApp;
import io.buttress.servlet.server.ServerKind;
import io.buttress.servlet.server.WebApp;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Requests that wait for their turn, and answers that are paid for by their size. */
class DelayAndSizeIT {
  private static WebApp shaped(HttpServlet servlet) {
    return WebApp.of(servlet)
        .limited("slow.paths", "/*")
        .limited("slow.key", "constant")
        .limited("slow.algorithm", "leaky-bucket")
        .limited("slow.limits", "10/1s")
        .limited("slow.max-wait", "450ms");
  }

  /** Answers with how it was dispatched. */
  private static final class Dispatched extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      if (request.getServletPath().equals("/async")) {
        AsyncContext async = request.startAsync();
        async.getResponse().getWriter().write(request.getDispatcherType() + " and asynchronous");
        async.complete();
      } else {
        response.getWriter().write(request.getDispatcherType().toString());
      }
    }
  }

  private static List<HttpResponse<String>> together(RunningApp app, String path, int requests) {
    List<CompletableFuture<HttpResponse<String>>> all =
        IntStream.range(0, requests).mapToObj(i -> app.begin(path)).toList();
    return all.stream().map(CompletableFuture::join).toList();
  }

  @ParameterizedTest
  @EnumSource
  void who_waits_for_a_turn_comes_at_the_pace_and_who_would_wait_too_long_is_refused(
      ServerKind server) throws Exception {
    try (RunningApp app = shaped(new Dispatched()).on(server)) {
      long start = System.nanoTime();
      List<HttpResponse<String>> answers = together(app, "/", 12);
      long tookMillis = (System.nanoTime() - start) / 1_000_000;
      List<HttpResponse<String>> admitted =
          answers.stream().filter(a -> a.statusCode() == 200).toList();
      // At once, and after 100, 200, 300 and 400 ms; more only if sending took so long.
      assertThat((long) admitted.size()).isBetween(5L, 6 + tookMillis / 100);
      assertThat(tookMillis).isGreaterThanOrEqualTo(390);
      assertThat(answers).allMatch(a -> a.statusCode() == 200 || a.statusCode() == 429);
      assertThat(admitted).filteredOn(a -> a.body().equals("ASYNC")).hasSizeGreaterThanOrEqualTo(3);
      assertThat(admitted).allMatch(a -> a.headers().firstValue("RateLimit").isPresent());
    }
  }

  @ParameterizedTest
  @EnumSource
  void who_waited_may_go_on_asynchronously(ServerKind server) throws Exception {
    try (RunningApp app = shaped(new Dispatched()).on(server)) {
      assertThat(together(app, "/async", 4))
          .extracting(HttpResponse::body)
          .contains("ASYNC and asynchronous", "REQUEST and asynchronous");
    }
  }

  @ParameterizedTest
  @EnumSource
  void where_the_application_has_filters_none_of_them_is_left_out(ServerKind server)
      throws Exception {
    AtomicInteger seen = new AtomicInteger();
    Filter own =
        (request, response, chain) -> {
          seen.incrementAndGet();
          chain.doFilter(request, response);
        };
    try (RunningApp app = shaped(new Dispatched()).behind(own).on(server)) {
      assertThat(together(app, "/", 4))
          .allMatch(a -> a.statusCode() == 200 && a.body().equals("REQUEST"));
      assertThat(seen).hasValue(4);
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_request_that_waited_holds_its_lease_to_its_end_and_not_longer(ServerKind server)
      throws Exception {
    WebApp both =
        shaped(new Dispatched())
            .limited("flight.paths", "/*")
            .limited("flight.algorithm", "concurrency")
            .limited("flight.limits", "5");
    try (RunningApp app = both.on(server)) {
      for (int i = 0; i < 3; i++) {
        assertThat(together(app, "/", 4)).allMatch(a -> a.statusCode() == 200);
      }
      await().untilAsserted(() -> assertThat(rateLimit(app, "/")).contains("\"flight\";r=4"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void every_byte_of_an_answer_is_paid_for(ServerKind server) throws Exception {
    WebApp priced =
        WebApp.of(new Repertoire())
            .limited("size.paths", "/*")
            .limited("size.key", "constant")
            .limited("size.algorithm", "fixed-window")
            .limited("size.limits", "10000000/1d")
            .limited("size.settle", "by-bytes")
            .limited("size.bytes-per-unit", "1");
    List<String> paths =
        List.of(
            "/writer",
            "/stream",
            "/chunked",
            "/large",
            "/utf8",
            "/latin1",
            "/prints",
            "/include",
            "/forward",
            "/reset",
            "/other-after-reset",
            "/async-stream",
            "/non-blocking");
    try (RunningApp app = priced.on(server)) {
      long left = 10_000_000;
      for (String path : paths) {
        left -= app.size(path);
        // This one has 1 charged for itself, which is given back after it.
        String expected = "r=" + (left - 1) + ";";
        await()
            .pollDelay(Duration.ZERO)
            .untilAsserted(() -> assertThat(rateLimit(app, "/empty")).as(path).contains(expected));
      }
    }
  }

  /** Sends two pieces, so that nothing else tells how much it is. */
  private static void later(HttpServletRequest request, HttpServletResponse response) {
    if (request.getServletPath().equals("/empty")) {
      return;
    }
    AsyncContext async = request.startAsync();
    async.start(
        () -> {
          try {
            async.getResponse().getWriter().write("a piece");
            async.getResponse().flushBuffer();
            async.getResponse().getWriter().write(", and another");
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          } finally {
            async.complete();
          }
        });
  }

  @ParameterizedTest
  @EnumSource
  void so_is_what_asynchronous_work_sends(ServerKind server) throws Exception {
    WebApp priced =
        WebApp.of(new OneStep(DelayAndSizeIT::later))
            .limited("size.paths", "/*")
            .limited("size.algorithm", "fixed-window")
            .limited("size.limits", "10000/1d")
            .limited("size.settle", "by-bytes")
            .limited("size.bytes-per-unit", "1");
    try (RunningApp app = priced.on(server)) {
      String expected = "r=" + (10_000 - app.size("/later") - 1) + ";";
      await()
          .pollDelay(Duration.ZERO)
          .untilAsserted(() -> assertThat(rateLimit(app, "/empty")).contains(expected));
    }
  }

  @ParameterizedTest
  @EnumSource
  void what_a_filter_ahead_has_sent_stays_as_it_is_when_the_request_is_rejected(ServerKind server)
      throws Exception {
    Filter hasty =
        (request, response, chain) -> {
          response.getWriter().write("sent");
          response.flushBuffer();
          chain.doFilter(request, response);
        };
    WebApp limited =
        WebApp.of(new Dispatched())
            .ahead(hasty)
            .limited("all.paths", "/*")
            .limited("all.limits", "1/1h");
    try (RunningApp app = limited.on(server)) {
      assertThat(app.get("/").body()).isEqualTo("sentREQUEST");
      HttpResponse<String> rejected = app.get("/");
      assertThat(rejected.statusCode()).isEqualTo(200);
      assertThat(rejected.body()).isEqualTo("sent");
    }
  }

  private static String rateLimit(RunningApp app, String path) {
    return app.get(path).headers().firstValue("RateLimit").orElseThrow();
  }

  @ParameterizedTest
  @EnumSource
  void without_a_mapping_and_a_property_the_jar_changes_nothing(ServerKind server)
      throws Exception {
    try (RunningApp app = WebApp.of(new Repertoire()).withStarter().on(server)) {
      assertThat(app.get("/writer").headers().map()).doesNotContainKey("RateLimit");
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_property_alone_puts_the_limiter_before_the_application(ServerKind server)
      throws Exception {
    System.setProperty("buttress.rate-limit.all.paths", "/*");
    System.setProperty("buttress.rate-limit.all.limits", "2/1h");
    try (RunningApp app = WebApp.of(new Repertoire()).withStarter().on(server)) {
      assertThat(IntStream.range(0, 3).mapToObj(i -> app.get("/writer").statusCode()))
          .containsExactly(200, 200, 429);
    } finally {
      System.clearProperty("buttress.rate-limit.all.paths");
      System.clearProperty("buttress.rate-limit.all.limits");
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_mapping_of_ones_own_is_left_alone(ServerKind server) throws Exception {
    WebApp placed =
        WebApp.of(new Repertoire())
            .limited("all.paths", "/*")
            .limited("all.limits", "2/1h")
            .withStarter();
    try (RunningApp app = placed.on(server)) {
      assertThat(IntStream.range(0, 3).mapToObj(i -> app.get("/writer").statusCode()))
          .containsExactly(200, 200, 429);
    }
  }
}
