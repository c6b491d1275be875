package io.buttress.cache;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A request that a test describes: {@code TestCall.get("/books?page=2").with("Range", "…")}. */
final class TestCall implements CacheRequest {
  private final String method;
  private final String path;
  private final @Nullable String query;
  private final Map<String, List<String>> fields = new LinkedHashMap<>();
  private final Map<String, String> cookies = new LinkedHashMap<>();
  private final Map<String, Object> marks = new LinkedHashMap<>();
  private String scheme = "https";
  private String authority = "example.org";
  private @Nullable String principal;
  private @Nullable String session;

  private TestCall(String method, String target) {
    this.method = method;
    int mark = target.indexOf('?');
    this.path = mark < 0 ? target : target.substring(0, mark);
    this.query = mark < 0 ? null : target.substring(mark + 1);
  }

  static TestCall get(String target) {
    return new TestCall("GET", target);
  }

  static TestCall of(String method, String target) {
    return new TestCall(method, target);
  }

  TestCall with(String name, String value) {
    fields.computeIfAbsent(name.toLowerCase(Locale.ROOT), n -> new ArrayList<>()).add(value);
    return this;
  }

  TestCall cookie(String name, String value) {
    cookies.put(name, value);
    return with("Cookie", name + "=" + value);
  }

  /** The application says something of it. */
  TestCall marked(String name, Object mark) {
    marks.put(name, mark);
    return this;
  }

  TestCall at(String scheme, String authority) {
    this.scheme = scheme;
    this.authority = authority;
    return this;
  }

  TestCall by(String user) {
    principal = user;
    return this;
  }

  TestCall in(String sessionId) {
    session = sessionId;
    return this;
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
  public String scheme() {
    return scheme;
  }

  @Override
  public String authority() {
    return authority;
  }

  @Override
  public String rawPath() {
    return path;
  }

  @Override
  public @Nullable String rawQuery() {
    return query;
  }

  @Override
  public String remoteAddress() {
    return "192.0.2.1";
  }

  @Override
  public List<String> headers(String name) {
    return fields.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
  }

  @Override
  public @Nullable String principal() {
    return principal;
  }

  @Override
  public boolean isUserInRole(String role) {
    return Set.of("reader").contains(role) && principal != null;
  }

  @Override
  public @Nullable String sessionId() {
    return session;
  }

  @Override
  public @Nullable String cookie(String name) {
    return cookies.get(name);
  }

  @Override
  public @Nullable String resourceMethod() {
    return null;
  }

  @Override
  public @Nullable Object mark(String name) {
    return marks.get(name);
  }
}
