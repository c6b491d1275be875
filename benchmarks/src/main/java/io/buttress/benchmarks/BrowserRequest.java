package io.buttress.benchmarks;

import io.buttress.cache.CacheRequest;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a browser asks for, made so that looking at it makes no garbage. */
record BrowserRequest(List<Line> lines) implements CacheRequest {
  private static final List<Line> USUAL =
      List.of(
          new Line("Host", List.of("shop.example.com")),
          new Line("User-Agent", List.of("Mozilla/5.0 (X11; Linux x86_64; rv:140.0)")),
          new Line("Accept", List.of("text/html,application/xhtml+xml,*/*;q=0.8")),
          new Line("Accept-Language", List.of("en-GB,en;q=0.5")),
          new Line("Accept-Encoding", List.of("gzip, deflate, br, zstd")));

  /** A field. */
  private record Line(String name, List<String> values) {}

  /** With what browsers send by themselves. */
  static BrowserRequest usual() {
    return new BrowserRequest(USUAL);
  }

  /** With one field more. */
  static BrowserRequest with(String name, String value) {
    Line more = new Line(name, List.of(value));
    return new BrowserRequest(Stream.concat(USUAL.stream(), Stream.of(more)).toList());
  }

  @Override
  public List<String> headers(String name) {
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).name().equalsIgnoreCase(name)) {
        return lines.get(i).values();
      }
    }
    return List.of();
  }

  @Override
  public String method() {
    return "GET";
  }

  @Override
  public String path() {
    return "/catalogue";
  }

  @Override
  public String scheme() {
    return "https";
  }

  @Override
  public String authority() {
    return "shop.example.com";
  }

  @Override
  public String rawPath() {
    return "/bookshop/catalogue";
  }

  @Override
  public String rawQuery() {
    return "page=1";
  }

  @Override
  public String remoteAddress() {
    return "192.0.2.1";
  }

  @Override
  public @Nullable String principal() {
    return null;
  }

  @Override
  public boolean isUserInRole(String role) {
    return false;
  }

  @Override
  public @Nullable String sessionId() {
    return null;
  }

  @Override
  public @Nullable String cookie(String name) {
    return null;
  }

  @Override
  public @Nullable String resourceMethod() {
    return null;
  }
}
