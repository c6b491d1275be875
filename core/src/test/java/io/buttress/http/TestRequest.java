package io.buttress.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A request that a test describes: {@code TestRequest.get("/books").from("192.0.2.1")}. */
public final class TestRequest implements RequestView {
  private final String method;
  private final String path;
  private final Map<String, List<String>> headers = new TreeMap<>();
  private final Map<String, String> cookies = new TreeMap<>();
  private String remoteAddress = "192.0.2.1";
  private @Nullable String principal;
  private @Nullable String sessionId;
  private @Nullable String resourceMethod;
  private final Map<String, String> pathVariables = new TreeMap<>();
  private Set<String> roles = Set.of();

  private TestRequest(String method, String path) {
    this.method = method;
    this.path = path;
  }

  public static TestRequest of(String method, String path) {
    return new TestRequest(method, path);
  }

  public static TestRequest get(String path) {
    return new TestRequest("GET", path);
  }

  public TestRequest from(String address) {
    remoteAddress = address;
    return this;
  }

  public TestRequest by(String name, String... roles) {
    this.principal = name;
    this.roles = Set.of(roles);
    return this;
  }

  public TestRequest header(String name, String value) {
    headers.computeIfAbsent(name.toLowerCase(Locale.ROOT), n -> new ArrayList<>()).add(value);
    return this;
  }

  public TestRequest cookie(String name, String value) {
    cookies.put(name, value);
    return this;
  }

  public TestRequest session(String id) {
    sessionId = id;
    return this;
  }

  public TestRequest resourceMethod(String name) {
    resourceMethod = name;
    return this;
  }

  public TestRequest pathVariable(String name, String value) {
    pathVariables.put(name, value);
    return this;
  }

  @Override
  public @Nullable String pathVariable(String name) {
    return pathVariables.get(name);
  }

  @Override
  public String method() {
    return method;
  }

  @Override
  public String path() {
    return path;
  }

  @Override
  public String remoteAddress() {
    return remoteAddress;
  }

  @Override
  public List<String> headers(String name) {
    return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
  }

  @Override
  public @Nullable String principal() {
    return principal;
  }

  @Override
  public boolean isUserInRole(String role) {
    return roles.contains(role);
  }

  @Override
  public @Nullable String sessionId() {
    return sessionId;
  }

  @Override
  public @Nullable String cookie(String name) {
    return cookies.get(name);
  }

  @Override
  public @Nullable String resourceMethod() {
    return resourceMethod;
  }
}
