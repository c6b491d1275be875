package io.buttress.servlet.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.buttress.http.Field;
import io.buttress.servlet.app.Exchanges;
import io.buttress.servlet.app.RawAnswer;
import io.buttress.servlet.app.Repertoire;
import io.buttress.servlet.server.RunningApp;
import io.buttress.servlet.server.ServerKind;
import io.buttress.servlet.server.WebApp;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the repertoire sends is not changed by a copy being made, and the copy is true. */
class CapturingResponseIT {
  private static final long CAP = 10_000_000;

  /** What ends by an exception, or where what follows the end is up to the container. */
  private static final Set<String> NEVER_WHOLE = Set.of("/throws", "/throws-late", "/closes");

  /** What the container completes by itself: without an ASYNC mapping, unseen. */
  private static final Set<String> ENDS_UNSEEN = Set.of("/async-dispatch", "/async-timeout");

  private static WebApp app() {
    return WebApp.of(new Repertoire());
  }

  @ParameterizedTest
  @EnumSource
  void not_a_byte_differs(ServerKind server) throws Exception {
    Map<String, String> bare = Exchanges.record(server, app());
    Map<String, String> copied =
        Exchanges.record(server, app().behind(CaptureProbe.capturing(CAP)));
    bare.forEach((path, answer) -> assertThat(copied.get(path)).as(path).isEqualTo(answer));
  }

  @ParameterizedTest
  @EnumSource
  void the_copy_is_what_the_client_received(ServerKind server) throws Exception {
    CaptureProbe probe = CaptureProbe.capturing(CAP);
    try (RunningApp app = app().behind(probe).on(server)) {
      for (String path : Repertoire.PATHS) {
        for (String method : Exchanges.methods(path)) {
          RawAnswer received = RawAnswer.of(Exchanges.exchange(app, method, path));
          compare(method + " " + path, probe.next(), received);
        }
      }
    }
  }

  private static void compare(String request, CaptureProbe.Taken taken, RawAnswer received) {
    String path = request.substring(request.indexOf(' ') + 1);
    if (!NEVER_WHOLE.contains(path) && !ENDS_UNSEEN.contains(path)) {
      assertThat(taken.intact()).as("%s is intact", request).isTrue();
      assertThat(taken.hooks()).as("hooks of %s", request).isOne();
    }
    if (!taken.intact()) {
      assertThat(NEVER_WHOLE.contains(path) || ENDS_UNSEEN.contains(path)).as(request).isTrue();
      return;
    }
    assertThat(taken.status()).as("status of %s", request).isEqualTo(received.status());
    boolean included = path.startsWith("/include-");
    boolean error = !included && path.matches(".*/(missing|error-).*");
    assertThat(taken.errorSent()).as(request).isEqualTo(error);
    assertThat(taken.trailers()).as(request).isEqualTo(path.equals("/trailers"));
    boolean redirect = !included && path.contains("/redirect");
    assertThat(taken.location().isPresent()).as(request).isEqualTo(redirect);
    for (Field field : taken.fields()) {
      boolean sent = field.name().equals("Date") || received.has(field.name(), field.value());
      assertThat(sent).as("%s of %s was sent", field, request).isTrue();
    }
    if (taken.errorSent()) {
      assertThat(taken.body()).as("body of %s", request).isEmpty();
    } else if (!request.startsWith("HEAD")) {
      assertThat(taken.body().orElseThrow()).as("body of %s", request).isEqualTo(received.body());
    }
  }
}
