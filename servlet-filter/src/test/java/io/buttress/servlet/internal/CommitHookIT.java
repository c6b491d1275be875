package io.buttress.servlet.internal;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.buttress.servlet.app.Exchanges;
import io.buttress.servlet.app.RawAnswer;
import io.buttress.servlet.app.Repertoire;
import io.buttress.servlet.server.RunningApp;
import io.buttress.servlet.server.ServerKind;
import io.buttress.servlet.server.WebApp;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What a hook does just before the head is sent reaches the client, whatever the application does.
 */
class CommitHookIT {
  /** The container answers, or its own context is used to complete. */
  private static final Set<String> ENDS_ELSEWHERE =
      Set.of("/async-timeout", "/throws", "/throws-late");

  private static Course addField(HttpServletResponse real) {
    real.setHeader("X-Hook", "yes");
    return Course.PASS;
  }

  private static Course answerInstead(HttpServletResponse real) {
    try {
      real.reset();
      real.setStatus(203);
      real.setHeader("X-Instead", "yes");
      // Undertow remembers the length of what was reset.
      real.setContentLength("instead".length());
      real.getOutputStream().print("instead");
      return Course.DISCARD;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static WebApp with(Function<HttpServletResponse, Course> hook) {
    CaptureProbe probe = new CaptureProbe(real -> response -> hook.apply(real));
    return WebApp.of(new Repertoire()).behindAndAsync(probe);
  }

  /** Asks for every path by every method. */
  private static void each(RunningApp app, Set<String> save, BiConsumer<String, RawAnswer> check)
      throws IOException {
    for (String path : Repertoire.PATHS) {
      for (String method : Exchanges.methods(path)) {
        if (!save.contains(path)) {
          RawAnswer answer = RawAnswer.of(Exchanges.exchange(app, method, path));
          check.accept(method + " " + path, answer);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_field_that_it_adds_is_sent(ServerKind server) throws Exception {
    try (RunningApp app = with(CommitHookIT::addField).on(server)) {
      each(
          app,
          ENDS_ELSEWHERE,
          (request, answer) -> assertThat(answer.has("X-Hook", "yes")).as(request).isTrue());
    }
  }

  @ParameterizedTest
  @EnumSource
  void an_answer_that_it_gives_instead_is_sent_and_nothing_else(ServerKind server)
      throws Exception {
    try (RunningApp app = with(CommitHookIT::answerInstead).on(server)) {
      each(
          app,
          ENDS_ELSEWHERE,
          (request, answer) -> {
            String expected = request.startsWith("HEAD") ? "" : "instead";
            assertThat(answer.status()).as(request).isEqualTo(203);
            assertThat(answer.has("X-Instead", "yes")).as(request).isTrue();
            assertThat(answer.has("X-Twice", "1")).as(request).isFalse();
            assertThat(new String(answer.body(), US_ASCII)).as(request).isEqualTo(expected);
          });
    }
  }
}
