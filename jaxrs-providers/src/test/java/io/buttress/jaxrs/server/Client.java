package io.buttress.jaxrs.server;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Asks a server as somebody, or anonymously. */
public final class Client {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final RestServer server;
  private final Map<String, String> headers;

  private Client(RestServer server, Map<String, String> headers) {
    this.server = server;
    this.headers = headers;
  }

  public static Client of(RestServer server) {
    return new Client(server, Map.of());
  }

  /**
   * @param user a name, and maybe a semicolon and a role
   */
  public Client as(String user) {
    return with("User", user);
  }

  public Client with(String header, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(header, value);
    return new Client(server, more);
  }

  public HttpResponse<String> get(String path) {
    return send("GET", path);
  }

  public HttpResponse<String> send(String method, String path) {
    return send(method, path, HttpRequest.BodyPublishers.noBody());
  }

  public HttpResponse<String> post(String path, String body) {
    return send("POST", path, HttpRequest.BodyPublishers.ofString(body));
  }

  private HttpResponse<String> send(String method, String path, HttpRequest.BodyPublisher body) {
    try {
      return HTTP.send(request(method, path, body), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  public CompletableFuture<HttpResponse<String>> begin(String path) {
    return begin("GET", path);
  }

  public CompletableFuture<HttpResponse<String>> begin(String method, String path) {
    return HTTP.sendAsync(
        request(method, path, HttpRequest.BodyPublishers.noBody()),
        HttpResponse.BodyHandlers.ofString());
  }

  /** The same client at another server. */
  public Client at(RestServer other) {
    return new Client(other, headers);
  }

  public int status(String path) {
    return get(path).statusCode();
  }

  private HttpRequest request(String method, String path, HttpRequest.BodyPublisher body) {
    HttpRequest.Builder request = HttpRequest.newBuilder(server.uri(path)).method(method, body);
    headers.forEach(request::header);
    return request.build();
  }
}
