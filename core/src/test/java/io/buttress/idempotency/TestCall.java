package io.buttress.idempotency;

import io.buttress.http.RequestView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** A request in a test. */
public record TestCall(
    String method,
    String path,
    Optional<String> sentQuery,
    Optional<String> user,
    Set<String> roles,
    Map<String, List<String>> fields)
    implements RequestView {
  public static TestCall post(String path) {
    return new TestCall("POST", path, Optional.empty(), Optional.empty(), Set.of(), Map.of());
  }

  public TestCall method(String other) {
    return new TestCall(other, path, sentQuery, user, roles, fields);
  }

  public TestCall query(String text) {
    return new TestCall(method, path, Optional.of(text), user, roles, fields);
  }

  public TestCall user(String name, String... has) {
    return new TestCall(method, path, sentQuery, Optional.of(name), Set.of(has), fields);
  }

  public TestCall type(String type) {
    return field("Content-Type", type);
  }

  public TestCall key(String key) {
    return field("Idempotency-Key", key);
  }

  public TestCall field(String name, String value) {
    Map<String, List<String>> more = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    more.putAll(fields);
    List<String> values = new ArrayList<>(more.getOrDefault(name, List.of()));
    values.add(value);
    more.put(name, values);
    return new TestCall(method, path, sentQuery, user, roles, more);
  }

  @Override
  public String query() {
    return sentQuery.orElse(null);
  }

  @Override
  public String remoteAddress() {
    return "192.0.2.1";
  }

  @Override
  public List<String> headers(String name) {
    return fields.getOrDefault(name, List.of());
  }

  @Override
  public String principal() {
    return user.orElse(null);
  }

  @Override
  public boolean isUserInRole(String role) {
    return roles.contains(role);
  }

  @Override
  public String sessionId() {
    return null;
  }

  @Override
  public String cookie(String name) {
    return null;
  }

  @Override
  public String resourceMethod() {
    return null;
  }
}
