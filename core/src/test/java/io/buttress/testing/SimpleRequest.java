package io.buttress.testing;

import io.buttress.http.RequestView;
import java.util.List;

/** A request in a test. */
public record SimpleRequest(String method, String path, String remoteAddress)
    implements RequestView {
  public static SimpleRequest get(String path) {
    return new SimpleRequest("GET", path, "192.0.2.1");
  }

  public SimpleRequest from(String address) {
    return new SimpleRequest(method, path, address);
  }

  @Override
  public List<String> headers(String name) {
    return List.of();
  }

  @Override
  public String principal() {
    return null;
  }

  @Override
  public boolean isUserInRole(String role) {
    return false;
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
