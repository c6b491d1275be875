package io.buttress.servlet.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.buttress.servlet.app.OneStep;
import io.buttress.servlet.server.RunningApp;
import io.buttress.servlet.server.ServerKind;
import io.buttress.servlet.server.WebApp;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.PrintWriter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A response that was reset has the same stream and writer where the container's has them. */
class SameOutletIT {
  private static final String TEXT = "\u00fc is ";

  private static void resetting(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (request.getServletPath().equals("/stream")) {
      ServletOutputStream before = response.getOutputStream();
      response.reset();
      response.getOutputStream().print("" + (response.getOutputStream() == before));
      return;
    }
    PrintWriter before = response.getWriter();
    before.write(TEXT);
    response.reset();
    response.setCharacterEncoding(request.getServletPath().substring(1));
    response.getWriter().write(TEXT + (response.getWriter() == before));
  }

  private static WebApp app() {
    return WebApp.of(new OneStep(SameOutletIT::resetting));
  }

  private static void compare(ServerKind server, WebApp wrapped) throws Exception {
    try (RunningApp bare = app().on(server);
        RunningApp running = wrapped.on(server)) {
      for (String path : new String[] {"/stream", "/ISO-8859-1", "/UTF-8"}) {
        assertThat(running.get(path).body()).as(path).isEqualTo(bare.get(path).body());
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void where_it_is_copied(ServerKind server) throws Exception {
    CaptureProbe probe = CaptureProbe.capturing(1_000);
    compare(server, app().behind(probe));
    assertThat(probe.next().body().orElseThrow()).asString().isIn("true", "false");
    assertThat(probe.next().body().orElseThrow()).asString().contains(" is ");
    assertThat(probe.next().body().orElseThrow()).asString().contains(TEXT);
  }

  @ParameterizedTest
  @EnumSource
  void where_its_bytes_are_counted(ServerKind server) throws Exception {
    compare(
        server,
        app()
            .limited("size.paths", "/*")
            .limited("size.limits", "100000/1h")
            .limited("size.settle", "by-bytes"));
  }
}
