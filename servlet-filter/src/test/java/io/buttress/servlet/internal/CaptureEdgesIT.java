package io.buttress.servlet.internal;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.buttress.http.Field;
import io.buttress.servlet.app.OneStep;
import io.buttress.servlet.app.RawAnswer;
import io.buttress.servlet.server.RunningApp;
import io.buttress.servlet.server.ServerKind;
import io.buttress.servlet.server.WebApp;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.net.Socket;
import java.nio.charset.Charset;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a copy must not get wrong: ends that are none, text in pieces, and what goes by it. */
class CaptureEdgesIT {
  private static final long CAP = 1_000_000;
  private static final String REQUEST =
      "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

  private static CaptureProbe.Taken taken(ServerKind server, OneStep.Step step) throws Exception {
    CaptureProbe probe = CaptureProbe.capturing(CAP);
    try (RunningApp app = WebApp.of(new OneStep(step)).behind(probe).on(server)) {
      app.exchange(REQUEST);
      return probe.next();
    }
  }

  /** If the copy claims to be whole, it is. */
  private static CaptureProbe.Taken honest(ServerKind server, OneStep.Step step) throws Exception {
    CaptureProbe probe = CaptureProbe.capturing(CAP);
    try (RunningApp app = WebApp.of(new OneStep(step)).behind(probe).on(server)) {
      RawAnswer received = RawAnswer.of(app.exchange(REQUEST));
      CaptureProbe.Taken taken = probe.next();
      if (taken.intact()) {
        taken.body().ifPresent(body -> assertThat(body).isEqualTo(received.body()));
      }
      return taken;
    }
  }

  @ParameterizedTest
  @EnumSource
  void fields_set_after_a_little_was_written_are_seen(ServerKind server) throws Exception {
    CaptureProbe.Taken taken =
        taken(
            server,
            (request, response) -> {
              response.getWriter().write("a little");
              response.setHeader("X-Late", "yes");
              response.setStatus(201);
            });
    assertThat(taken.status()).isEqualTo(201);
    assertThat(taken.fields()).contains(new Field("X-Late", "yes"));
    assertThat(taken.intact()).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void what_changes_between_hook_and_commit_is_owned_up_to(ServerKind server) throws Exception {
    CaptureProbe.Taken taken =
        taken(
            server,
            (request, response) -> {
              response.getWriter().write("x".repeat(response.getBufferSize()));
              boolean open = !response.isCommitted();
              response.setHeader("X-Late", "yes");
              response.setIntHeader("X-Open", open ? 1 : 0);
            });
    // Tomcat still buffers what is as long as its buffer; others do not.
    assertThat(taken.intact()).isEqualTo(server != ServerKind.TOMCAT);
  }

  @ParameterizedTest
  @EnumSource
  void a_response_that_is_reset_after_the_hook_is_another_one(ServerKind server) throws Exception {
    CaptureProbe.Taken taken =
        honest(
            server,
            (request, response) -> {
              PrintWriter writer = response.getWriter();
              response.setHeader("X-First", "yes");
              writer.write("x".repeat(response.getBufferSize()));
              if (!response.isCommitted()) {
                response.reset();
                response.getOutputStream().print("another");
              }
            });
    assertThat(taken.intact()).isTrue();
    if (server == ServerKind.TOMCAT) {
      assertThat(taken.body()).hasValue("another".getBytes(US_ASCII));
      assertThat(taken.fields()).doesNotContain(new Field("X-First", "yes"));
      assertThat(taken.hooks()).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @EnumSource
  void of_a_buffer_that_is_reset_after_the_hook_nothing_is_in_the_copy(ServerKind server)
      throws Exception {
    CaptureProbe.Taken taken =
        honest(
            server,
            (request, response) -> {
              PrintWriter writer = response.getWriter();
              writer.write("x".repeat(response.getBufferSize()));
              if (!response.isCommitted()) {
                response.resetBuffer();
                writer.write("another");
              }
            });
    assertThat(taken.intact()).isTrue();
    assertThat(taken.hooks()).isOne();
    if (server == ServerKind.TOMCAT) {
      assertThat(taken.body()).hasValue("another".getBytes(US_ASCII));
    }
  }

  @ParameterizedTest
  @EnumSource
  void of_a_body_over_the_cap_nothing_is_kept_and_all_is_sent(ServerKind server) throws Exception {
    byte[] piece = new byte[64 * 1024];
    CaptureProbe probe = CaptureProbe.capturing(CAP);
    OneStep large =
        new OneStep(
            (request, response) -> {
              for (int i = 0; i < 1_600; i++) {
                response.getOutputStream().write(piece);
              }
            });
    try (RunningApp app = WebApp.of(large).behind(probe).on(server)) {
      assertThat(app.drain("/")).isEqualTo(100L * 1024 * 1024);
      CaptureProbe.Taken taken = probe.next();
      assertThat(taken.body()).isEmpty();
      assertThat(taken.intact()).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource
  void less_than_was_declared_is_not_whole(ServerKind server) throws Exception {
    CaptureProbe.Taken taken =
        taken(
            server,
            (request, response) -> {
              response.setContentLength(10);
              response.getOutputStream().print("short");
            });
    assertThat(taken.intact()).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void text_in_pieces_is_copied_as_it_is_sent(ServerKind server) throws Exception {
    CaptureProbe.Taken taken =
        honest(
            server,
            (request, response) -> {
              response.setContentType("text/plain;charset=UTF-8");
              PrintWriter writer = response.getWriter();
              for (char c : "a\u00fc\ud83d\ude00\u6771".toCharArray()) {
                writer.write(c);
              }
              writer.write("split \ud83d");
              writer.write(new char[] {'\ude00', '!'});
              writer.printf("%s %.1f%n", "format", 1.5);
              writer.append(null).println('c');
            });
    assertThat(taken.body()).isPresent();
    assertThat(new String(taken.body().orElseThrow(), UTF_8))
        .startsWith("a\u00fc\ud83d\ude00\u6771split \ud83d\ude00!format 1");
  }

  @ParameterizedTest
  @EnumSource
  void half_a_character_is_not_guessed_at(ServerKind server) throws Exception {
    for (String text : new String[] {"x\ud83dx", "\ude00", "end \ud83d"}) {
      CaptureProbe.Taken taken =
          honest(
              server,
              (request, response) -> {
                response.setContentType("text/plain;charset=UTF-8");
                response.getWriter().write(text);
              });
      assertThat(taken.body()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void charsets_with_marks_and_shifts_are_not_guessed_at(ServerKind server) throws Exception {
    for (String name : new String[] {"UTF-16", "ISO-2022-JP", "Shift_JIS", "windows-1252"}) {
      CaptureProbe.Taken taken =
          honest(
              server,
              (request, response) -> {
                response.setContentType("text/plain;charset=" + name);
                response.getWriter().write("\u3042");
                response.getWriter().write("\u3044 a?");
              });
      boolean simple = name.startsWith("S") || name.startsWith("w");
      assertThat(taken.body().isPresent()).as(name).isEqualTo(simple);
      if (simple) {
        assertThat(taken.body()).hasValue("\u3042\u3044 a?".getBytes(Charset.forName(name)));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void text_beyond_ascii_on_a_stream_is_not_guessed_at(ServerKind server) throws Exception {
    CaptureProbe.Taken taken =
        honest(
            server,
            (request, response) -> {
              response.getOutputStream().print("plain ");
              response.getOutputStream().println("Z\u00fcrich");
            });
    assertThat(taken.body()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void what_a_forward_drops_is_not_in_the_copy(ServerKind server) throws Exception {
    for (int length : new int[] {5, 200_000}) {
      for (boolean byContext : new boolean[] {false, true}) {
        CaptureProbe.Taken taken =
            honest(
                server,
                (request, response) -> {
                  if (request.getDispatcherType() == DispatcherType.FORWARD) {
                    response.getWriter().write("y".repeat(length));
                    return;
                  }
                  response.getWriter().write("dropped");
                  if (byContext) {
                    request
                        .getServletContext()
                        .getRequestDispatcher("/there")
                        .forward(request, response);
                  } else {
                    request.getRequestDispatcher("/there").forward(request, response);
                  }
                });
        boolean unseen = byContext && server == ServerKind.JETTY;
        assertThat(taken.intact()).isEqualTo(!unseen);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void what_goes_by_the_copy_makes_it_worthless(ServerKind server) throws Exception {
    CaptureProbe probe = CaptureProbe.capturing(CAP).withoutPair();
    OneStep bypassing =
        new OneStep(
            (request, response) -> {
              AsyncContext async = request.startAsync();
              async.getResponse().getWriter().write("unseen");
              async.complete();
            });
    try (RunningApp app = WebApp.of(bypassing).behind(probe).on(server)) {
      assertThat(app.exchange(REQUEST)).endsWith("unseen");
      assertThat(probe.next().intact()).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource
  void an_event_arrives_before_the_next_is_written(ServerKind server) throws Exception {
    CountDownLatch arrived = new CountDownLatch(1);
    CaptureProbe probe = CaptureProbe.capturing(CAP);
    OneStep events =
        new OneStep(
            (request, response) -> {
              response.setContentType("text/event-stream");
              response.getWriter().write("data: one\n\n");
              response.getWriter().flush();
              await(arrived);
              response.getWriter().write("data: two\n\n");
            });
    try (RunningApp app = WebApp.of(events).behind(probe).on(server);
        Socket socket = app.send(REQUEST)) {
      readUntil("one\n\n", socket.getInputStream());
      arrived.countDown();
      readUntil("two\n\n", socket.getInputStream());
      assertThat(probe.next().body()).hasValue("data: one\n\ndata: two\n\n".getBytes(US_ASCII));
    }
  }

  private static void await(CountDownLatch latch) throws IOException {
    try {
      if (!latch.await(20, TimeUnit.SECONDS)) {
        throw new IOException("nobody came");
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  private static void readUntil(String end, InputStream in) throws IOException {
    StringBuilder all = new StringBuilder();
    while (all.indexOf(end) < 0) {
      int b = in.read();
      assertThat(b).as("after %s", all).isNotNegative();
      all.append((char) b);
    }
  }

  /** Sends 20 MB, of which the client reads a few bytes. */
  private static final class Long implements OneStep.Step {
    final CountDownLatch gone = new CountDownLatch(1);
    volatile boolean noticed;

    @Override
    public void answer(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      byte[] piece = new byte[10_000];
      try {
        // The client may be gone before all of this is sent.
        response.getOutputStream().write(piece);
        response.flushBuffer();
        await(gone);
        for (int i = 1; i < 2_000; i++) {
          response.getOutputStream().write(piece);
        }
      } catch (IOException e) {
        noticed = true;
        throw e;
      }
    }
  }

  private static CaptureProbe.Taken abandoned(ServerKind server, CaptureProbe probe, Long step)
      throws Exception {
    try (RunningApp app = WebApp.of(new OneStep(step)).behind(probe).on(server)) {
      try (Socket socket = app.send(REQUEST)) {
        socket.setSoLinger(true, 0);
        readUntil("\r\n\r\n", socket.getInputStream());
      }
      step.gone.countDown();
      return probe.next();
    }
  }

  @ParameterizedTest
  @EnumSource
  void an_answer_whose_client_went_away_is_not_whole(ServerKind server) throws Exception {
    Long step = new Long();
    assertThat(abandoned(server, CaptureProbe.capturing(100_000_000), step).intact()).isFalse();
    assertThat(step.noticed).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void unless_it_is_to_be_written_to_the_end(ServerKind server) throws Exception {
    Long step = new Long();
    CaptureProbe.Taken taken = abandoned(server, CaptureProbe.capturingToTheEnd(100_000_000), step);
    assertThat(taken.intact()).isTrue();
    assertThat(taken.body().orElseThrow()).hasSize(20_000_000);
    assertThat(step.noticed).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void which_ends_where_the_copy_does(ServerKind server) throws Exception {
    Long step = new Long();
    CaptureProbe.Taken taken = abandoned(server, CaptureProbe.capturingToTheEnd(10_000_000), step);
    assertThat(taken.intact()).isFalse();
    assertThat(step.noticed).isTrue();
  }
}
