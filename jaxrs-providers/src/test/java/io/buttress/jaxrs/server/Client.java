package io.buttress.jaxrs.server;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;

/** Asks a server as somebody, or anonymously. */
public final class Client {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final RestServer server;
  private final String user;

  private Client(RestServer server, String user) {
    this.server = server;
    this.user = user;
  }

  public static Client of(RestServer server) {
    return new Client(server, "");
  }

  /**
   * @param user a name, and maybe a semicolon and a role
   */
  public Client as(String user) {
    return new Client(server, user);
  }

  public HttpResponse<String> get(String path) {
    return send("GET", path);
  }

  public HttpResponse<String> send(String method, String path) {
    try {
      return HTTP.send(request(method, path), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  public CompletableFuture<HttpResponse<String>> begin(String path) {
    return HTTP.sendAsync(request("GET", path), HttpResponse.BodyHandlers.ofString());
  }

  public int status(String path) {
    return get(path).statusCode();
  }

  private HttpRequest request(String method, String path) {
    URI uri = server.uri(path);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri).method(method, HttpRequest.BodyPublishers.noBody());
    return (user.isEmpty() ? request : request.header("User", user)).build();
  }
}
