package io.buttress.servlet.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.buttress.servlet.app.OneStep;
import io.buttress.servlet.app.RawAnswer;
import io.buttress.servlet.server.RunningApp;
import io.buttress.servlet.server.ServerKind;
import io.buttress.servlet.server.WebApp;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.Filter;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A listener hears of a body that was read ahead as it would have heard of it as it came. */
class ReplayedStreamIT {
  private final Semaphore asked = new Semaphore(0);

  /** Tells when the server begins to wait for bytes. */
  private Filter watching() {
    return (request, response, chain) ->
        chain.doFilter(new Watched((HttpServletRequest) request, asked), response);
  }

  private static final class Watched extends HttpServletRequestWrapper {
    private final Semaphore asked;

    Watched(HttpServletRequest request, Semaphore asked) {
      super(request);
      this.asked = asked;
    }

    @Override
    public ServletInputStream getInputStream() throws IOException {
      return new WatchedStream(super.getInputStream(), asked);
    }
  }

  private static final class WatchedStream extends ServletInputStream {
    private final ServletInputStream real;
    private final Semaphore asked;

    WatchedStream(ServletInputStream real, Semaphore asked) {
      this.real = real;
      this.asked = asked;
    }

    @Override
    public int read() throws IOException {
      asked.release();
      return real.read();
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      asked.release();
      return real.read(into, offset, length);
    }

    @Override
    public int available() throws IOException {
      return real.available();
    }

    @Override
    public boolean isFinished() {
      return real.isFinished();
    }

    @Override
    public boolean isReady() {
      return real.isReady();
    }

    @Override
    public void setReadListener(ReadListener listener) {
      real.setReadListener(listener);
    }
  }

  private static void listen(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    AsyncContext async = request.startAsync();
    ServletInputStream in = request.getInputStream();
    ServletOutputStream out = response.getOutputStream();
    in.setReadListener(
        new ReadListener() {
          @Override
          public void onDataAvailable() throws IOException {
            out.print("available");
            byte[] piece = new byte[100];
            while (in.isReady() && !in.isFinished()) {
              int count = in.read(piece);
              out.print("<" + new String(piece, 0, count, StandardCharsets.US_ASCII) + ">");
            }
          }

          @Override
          public void onAllDataRead() throws IOException {
            out.print("all");
            async.complete();
          }

          @Override
          public void onError(Throwable thrown) {
            async.complete();
          }
        });
  }

  private static void send(String body, Socket socket) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(body.getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }

  @ParameterizedTest
  @EnumSource
  void it_is_called_again_where_the_client_let_the_server_wait(ServerKind server) throws Exception {
    WebApp app = WebApp.of(new OneStep(ReplayedStreamIT::listen)).ahead(watching());
    String head =
        "POST / HTTP/1.1\r\nHost: h\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n";
    try (RunningApp running = app.behind(new DigestProbe(1_000)).on(server);
        Socket socket = running.send(head + "\r\n5\r\nHello\r\n")) {
      asked.acquire(2);
      send("5\r\nWorld\r\n0\r\n\r\n", socket);
      byte[] answer = socket.getInputStream().readAllBytes();
      RawAnswer raw = RawAnswer.of(new String(answer, StandardCharsets.ISO_8859_1));
      assertThat(raw.body()).asString().isEqualTo("available<Hello>available<World>all");
    }
  }

  @ParameterizedTest
  @EnumSource
  void it_is_called_when_the_application_has_returned(ServerKind server) throws Exception {
    CountDownLatch called = new CountDownLatch(1);
    CompletableFuture<Boolean> early = new CompletableFuture<>();
    OneStep late =
        new OneStep(
            (request, response) -> {
              AsyncContext async = request.startAsync();
              ServletInputStream in = request.getInputStream();
              in.setReadListener(new Calling(in, called, async));
              early.complete(isOpenedWithin(called));
            });
    WebApp app = WebApp.of(late);
    try (RunningApp running = app.behind(new DigestProbe(1_000)).on(server)) {
      assertThat(running.post("/", "HelloWorld").statusCode()).isEqualTo(200);
      assertThat(early.join()).isFalse();
      assertThat(called.getCount()).isZero();
    }
  }

  private static boolean isOpenedWithin(CountDownLatch latch) throws IOException {
    try {
      return latch.await(200, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw new InterruptedIOException();
    }
  }

  private record Calling(ServletInputStream in, CountDownLatch called, AsyncContext async)
      implements ReadListener {
    @Override
    public void onDataAvailable() throws IOException {
      called.countDown();
      while (in.isReady() && in.read() >= 0) {
        // To its end.
      }
    }

    @Override
    public void onAllDataRead() {
      async.complete();
    }

    @Override
    public void onError(Throwable thrown) {
      async.complete();
    }
  }

  @ParameterizedTest
  @EnumSource
  void it_is_called_once_where_everything_was_there(ServerKind server) throws Exception {
    WebApp app = WebApp.of(new OneStep(ReplayedStreamIT::listen));
    try (RunningApp running = app.behind(new DigestProbe(1_000)).on(server)) {
      assertThat(running.post("/", "HelloWorld").body()).isEqualTo("available<HelloWorld>all");
    }
  }
}
