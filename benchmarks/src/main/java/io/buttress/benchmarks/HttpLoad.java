package io.buttress.benchmarks;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Clients that ask over a connection each, again as soon as they are answered. */
final class HttpLoad {
  /** Nobody is answered so who has not asked for it. */
  private static final String NOT_MODIFIED = "HTTP/1.1 304";

  private HttpLoad() {}

  /**
   * What they were answered.
   *
   * @param perSecond requests a second
   * @param seconds for how long
   * @param p50 microseconds
   * @param p99 microseconds
   * @param refused how many had another status than 200
   */
  record Answered(double perSecond, double seconds, double p50, double p99, long refused) {}

  static boolean answers(URI uri) {
    try {
      return ((HttpURLConnection) uri.toURL().openConnection()).getResponseCode() == 200;
    } catch (IOException notYet) {
      return false;
    }
  }

  /** All ask for that page. */
  static Answered of(URI uri, int clients, Duration duration)
      throws IOException, InterruptedException {
    byte[] request =
        ("GET " + uri.getPath() + " HTTP/1.1\r\nHost: " + uri.getAuthority() + "\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII);
    return of(uri, clients, duration, () -> request);
  }

  /**
   * Any requests.
   *
   * @param requests gives the next one, to whichever client
   */
  static Answered of(URI uri, int clients, Duration duration, Supplier<byte[]> requests)
      throws IOException, InterruptedException {
    List<Client> all = new ArrayList<>();
    for (int i = 0; i < clients; i++) {
      all.add(new Client(uri, System.nanoTime() + duration.toNanos(), requests));
    }
    long start = System.nanoTime();
    all.forEach(Thread::start);
    Histogram latencies = new Histogram(3);
    long refused = 0;
    for (Client client : all) {
      client.join();
      client.rethrow();
      latencies.add(client.latencies);
      refused += client.refused;
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    return new Answered(
        latencies.getTotalCount() / seconds,
        seconds,
        latencies.getValueAtPercentile(50) / 1e3,
        latencies.getValueAtPercentile(99) / 1e3,
        refused);
  }

  /** Sends so many requests, one after the other. */
  static void send(URI uri, Supplier<byte[]> requests, int times)
      throws IOException, InterruptedException {
    Client client = new Client(uri, Long.MAX_VALUE, requests);
    client.left = times;
    client.start();
    client.join();
    client.rethrow();
    if (client.refused > 0) {
      throw new IllegalStateException(client.refused + " were not answered 200");
    }
  }

  private static final class Client extends Thread {
    private final Socket socket;
    private final InputStream in;
    private final Supplier<byte[]> requests;
    private final long end;
    private final Histogram latencies = new Histogram(3);
    private long refused;
    private String lastRefusal = "none";
    private long left = Long.MAX_VALUE;
    private @Nullable Throwable failure;

    Client(URI uri, long end, Supplier<byte[]> requests) throws IOException {
      this.socket = new Socket(uri.getHost(), uri.getPort());
      socket.setTcpNoDelay(true);
      this.in = new BufferedInputStream(socket.getInputStream());
      this.requests = requests;
      this.end = end;
      // A client that died would make a figure of the requests of the others.
      setUncaughtExceptionHandler((thread, e) -> failure = e);
    }

    void rethrow() {
      if (failure != null) {
        throw new IllegalStateException("a client failed", failure);
      }
    }

    @Override
    public void run() {
      try (socket) {
        long now = System.nanoTime();
        while (now < end && left-- > 0) {
          socket.getOutputStream().write(requests.get());
          String status = readAnswer();
          if (!status.startsWith("HTTP/1.1 200") && !status.startsWith(NOT_MODIFIED)) {
            refused++;
            lastRefusal = status;
          }
          long then = System.nanoTime();
          latencies.recordValue(then - now);
          now = then;
        }
      } catch (IOException e) {
        throw new IllegalStateException("the last refusal: " + lastRefusal, e);
      }
    }

    /** The status line; all of the answer is read. */
    private String readAnswer() throws IOException {
      String status = line();
      int length = 0;
      for (String line = line(); !line.isEmpty(); line = line()) {
        if (!status.startsWith(NOT_MODIFIED)
            && line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
          length = Integer.parseInt(line.substring(line.indexOf(':') + 1).strip());
        }
      }
      in.skipNBytes(length);
      return status;
    }

    private String line() throws IOException {
      StringBuilder line = new StringBuilder();
      for (int c = in.read(); c != '\n'; c = in.read()) {
        if (c < 0) {
          throw new IOException("the server closed the connection");
        }
        if (c != '\r') {
          line.append((char) c);
        }
      }
      return line.toString();
    }
  }
}
