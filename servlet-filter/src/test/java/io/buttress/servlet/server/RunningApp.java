package io.buttress.servlet.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/** A started server with the application. */
public abstract class RunningApp implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 20_000;

  private final HttpClient client = client();

  private static HttpClient client() {
    return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  }

  abstract int port();

  abstract void stop() throws Exception;

  /** Ends the application; the server goes on. */
  public abstract void undeploy() throws Exception;

  @Override
  public void close() {
    try {
      stop();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** Asks, and waits for the answer. */
  public HttpResponse<String> get(String path, String... headers) {
    return begin(path, headers).join();
  }

  /** Asks. */
  public CompletableFuture<HttpResponse<String>> begin(String path, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  /** Sends a body by POST, and waits for the answer. */
  public HttpResponse<String> post(String path, String body, String... headers) {
    return beginPost(path, body, headers).join();
  }

  /**
   * Sends a body by POST in chunks, as it is read, and waits for the answer. On a connection of its
   * own, as a server closes one whose body nobody has read.
   */
  public HttpResponse<String> upload(String path, InputStream body, String... headers) {
    return post(client(), path, HttpRequest.BodyPublishers.ofInputStream(() -> body), headers)
        .join();
  }

  /** Sends a body by POST. */
  public CompletableFuture<HttpResponse<String>> beginPost(
      String path, String body, String... headers) {
    return post(client, path, HttpRequest.BodyPublishers.ofString(body), headers);
  }

  private CompletableFuture<HttpResponse<String>> post(
      HttpClient client, String path, HttpRequest.BodyPublisher body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path)).POST(body);
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  /** How many bytes of body the answer has. */
  public int size(String path) throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + port() + path);
    HttpRequest request = HttpRequest.newBuilder(uri).build();
    return client.send(request, HttpResponse.BodyHandlers.ofByteArray()).body().length;
  }

  /** How many bytes of body the answer has, of which none is kept. */
  public long drain(String path) throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + port() + path);
    HttpRequest request = HttpRequest.newBuilder(uri).build();
    try (InputStream in = client.send(request, HttpResponse.BodyHandlers.ofInputStream()).body()) {
      return in.transferTo(OutputStream.nullOutputStream());
    }
  }

  /** Sends bytes as they are, and leaves the rest to the caller. */
  public Socket send(String request) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port());
    socket.setSoTimeout(TIMEOUT_MILLIS);
    socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
    return socket;
  }

  /** Sends bytes as they are, and reads until the server closes. */
  public String exchange(String request) throws IOException {
    return exchange(request, answer -> false);
  }

  /** Sends bytes as they are, and reads until that is all, or the server closes. */
  public String exchange(String request, Predicate<String> isAll) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
      return read(socket.getInputStream(), isAll);
    }
  }

  private static String read(InputStream in, Predicate<String> isAll) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] piece = new byte[8_192];
    for (int size = in.read(piece); size >= 0; size = in.read(piece)) {
      all.write(piece, 0, size);
      if (isAll.test(all.toString(StandardCharsets.ISO_8859_1))) {
        break;
      }
    }
    return all.toString(StandardCharsets.ISO_8859_1);
  }
}
