package io.buttress.servlet;

import static io.buttress.servlet.KeyedServers.key;
import static io.buttress.servlet.KeyedServers.type;
import static org.assertj.core.api.Assertions.assertThat;

import io.buttress.embedded.EmbeddedRedis;
import io.buttress.servlet.app.OneStep;
import io.buttress.servlet.app.Orders;
import io.buttress.servlet.server.RunningApp;
import io.buttress.servlet.server.ServerKind;
import io.buttress.servlet.server.WebApp;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who else reads a body that the filter reads ahead. */
class IdempotencyReadingIT {
  private static final String FORM = "application/x-www-form-urlencoded";

  private static final Filter ASKING =
      (request, response, chain) -> {
        request.setAttribute("asked", request.getParameter("b"));
        chain.doFilter(request, response);
      };

  @RegisterExtension
  static final KeyedServers servers =
      new KeyedServers(
          () ->
              WebApp.of(new Orders())
                  .ahead(ASKING)
                  .with(IdempotencyFilter.class, "all.paths", "/*"));

  private static HttpResponse<String> post(RunningApp app, String key, String form) {
    return app.post("/form", form, "Idempotency-Key", key, "Content-Type", FORM);
  }

  @ParameterizedTest
  @EnumSource
  void another_form_is_another_request_also_if_a_filter_ahead_has_read_it(ServerKind kind) {
    RunningApp app = servers.running(kind);
    String key = key();
    assertThat(post(app, key, "a=1&b=2").body()).isEqualTo("21");
    HttpResponse<String> retry = KeyedServers.answer(() -> post(app, key, "a=1&b=2"));
    assertThat(retry.body()).isEqualTo("21");
    assertThat(retry.headers().firstValue("Idempotency-Replayed")).contains("true");
    assertThat(type(post(app, key, "a=2&b=2"))).isEqualTo("mismatch");
    assertThat(type(post(app, key, "a=1&b=2&b=2"))).isEqualTo("mismatch");
    assertThat(Orders.executions("/form")).isEqualTo(1);
  }

  /** Reads the request that it is handed along with the work. */
  private static void later(HttpServletRequest request, HttpServletResponse response) {
    AsyncContext async = request.startAsync();
    async.start(
        () -> {
          try {
            async.getResponse().getWriter().write("b is " + async.getRequest().getParameter("b"));
          } catch (IOException e) {
            throw new IllegalStateException(e);
          } finally {
            async.complete();
          }
        });
  }

  @ParameterizedTest
  @EnumSource
  void asynchronous_work_reads_the_body_also_where_nothing_is_recorded(ServerKind kind)
      throws Exception {
    EmbeddedRedis gone = EmbeddedRedis.start();
    KeyedServers.use(gone);
    WebApp open =
        WebApp.of(new OneStep(IdempotencyReadingIT::later))
            .with(IdempotencyFilter.class, "all.paths", "/*")
            .with(IdempotencyFilter.class, "all.fallback", "open");
    try (gone;
        RunningApp app = open.on(kind)) {
      gone.kill();
      assertThat(post(app, key(), "b=2").body()).isEqualTo("b is 2");
    } finally {
      KeyedServers.use(servers.redis());
    }
  }
}
