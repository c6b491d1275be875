package com.example.bookshop.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Somebody at an address of their own, with cookies of their own, who uses the Bookshop. */
public final class Customer {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final HttpClient http =
      HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
  private final List<String> headers = new ArrayList<>();
  private String shop = ServerSession.url();
  private HttpClient.Version version = HttpClient.Version.HTTP_2;

  private Customer() {}

  /**
   * Seen by the shop as a client with this address.
   *
   * @param address each test has its own: limits by address outlive it
   */
  public static Customer at(String address) {
    Customer customer = new Customer();
    customer.headers.addAll(List.of("X-Forwarded-For", address));
    return customer;
  }

  /**
   * Is led to another node of the shop, as by a load balancer: the cookies are taken along, and the
   * shop has the same name and port there.
   */
  public Customer on(ShopNode node) {
    headers.addAll(List.of("Host", URI.create(shop).getAuthority()));
    // In HTTP/2 the JDK's client would tell the node's own name.
    version = HttpClient.Version.HTTP_1_1;
    shop = node.url();
    return this;
  }

  /** Sends Basic credentials with each request; in the Bookshop the name is the password. */
  public Customer named(String name) {
    return withCredentials(name, name);
  }

  public Customer withCredentials(String name, String password) {
    byte[] pair = (name + ":" + password).getBytes(StandardCharsets.UTF_8);
    headers.addAll(List.of("Authorization", "Basic " + Base64.getEncoder().encodeToString(pair)));
    return this;
  }

  public Reply get(String path) {
    return send(request(path).GET());
  }

  /** With further fields in the request. */
  public Reply get(String path, Map<String, String> fields) {
    HttpRequest.Builder request = request(path).GET();
    fields.forEach(request::header);
    return send(request);
  }

  public List<Reply> get(String path, int times) {
    return IntStream.range(0, times).mapToObj(i -> get(path)).toList();
  }

  /** Posts a form. */
  public Reply post(String path, Map<String, String> fields) {
    String form =
        fields.entrySet().stream()
            .map(field -> field.getKey() + "=" + encode(field.getValue()))
            .collect(Collectors.joining("&"));
    return send(
        request(path)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form)));
  }

  public Reply put(String path, String text) {
    return send(
        request(path).header("Content-Type", "text/plain").PUT(BodyPublishers.ofString(text)));
  }

  public Reply postJson(String path, String json) {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(json)));
  }

  /** With further fields in the request. */
  public Reply postJson(String path, String json, Map<String, String> fields) {
    HttpRequest.Builder request =
        request(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(json));
    fields.forEach(request::header);
    return send(request);
  }

  /** Logs in with the form. */
  public Reply login(String name, String password) {
    return post("/login", Map.of("name", name, "password", password, "next", "/orders"));
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(shop + path)).version(version).timeout(PATIENCE);
    return headers.isEmpty() ? request : request.headers(headers.toArray(String[]::new));
  }

  private Reply send(HttpRequest.Builder request) {
    try {
      long start = System.nanoTime();
      var response = http.send(request.build(), BodyHandlers.ofString());
      Duration took = Duration.ofNanos(System.nanoTime() - start);
      return new Reply(response.statusCode(), response.headers(), response.body(), took);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
