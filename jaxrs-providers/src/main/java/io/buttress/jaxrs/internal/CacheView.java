package io.buttress.jaxrs.internal;

import io.buttress.cache.CacheRequest;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the cache may ask of a request. Once the resource method is asked it tells what it told
 * before: the method sees other conditions than the client's, and whoever answers may do so on a
 * thread that knows nothing of the request.
 */
final class CacheView implements CacheRequest {
  private final JaxrsRequestView live;
  private final @Nullable HttpServletRequest sent;
  private final URI uri;
  private final String method;
  private final boolean negotiated;
  private @Nullable Frozen frozen;

  /** What was to be seen when the resource method was asked. */
  private record Frozen(
      Map<String, List<String>> headers,
      Map<String, String> pathVariables,
      String path,
      String rawPath,
      @Nullable String rawQuery,
      String scheme,
      String authority,
      @Nullable String principal,
      @Nullable String sessionId) {}

  private CacheView(JaxrsRequestView live, @Nullable HttpServletRequest sent, boolean negotiated) {
    this.negotiated = negotiated;
    this.live = live;
    this.sent = sent;
    this.uri = live.context().getUriInfo().getRequestUri();
    this.method = sent == null ? live.method() : sent.getMethod();
  }

  /**
   * As the client has sent it.
   *
   * @param negotiated whether the type of the answer depends on Accept
   */
  static CacheView asSent(JaxrsRequestView live, boolean negotiated) {
    return new CacheView(live, live.servlet(), negotiated);
  }

  /** As filters or another resource have made it: with another method, path or query. */
  static CacheView asSeen(JaxrsRequestView live) {
    return new CacheView(live, null, false);
  }

  ContainerRequestContext context() {
    return live.context();
  }

  /** Whether there is a servlet container around. */
  boolean isInServlet() {
    return live.servlet() != null;
  }

  void freeze() {
    Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    context().getHeaders().forEach((name, values) -> headers.put(name, List.copyOf(values)));
    frozen =
        new Frozen(
            headers,
            PathVariables.of(context().getUriInfo()),
            path(),
            rawPath(),
            rawQuery(),
            scheme(),
            authority(),
            principal(),
            sessionId());
  }

  @Override
  public String method() {
    return method;
  }

  @Override
  public String path() {
    return frozen == null ? live.path() : frozen.path();
  }

  @Override
  public @Nullable String query() {
    return rawQuery();
  }

  @Override
  public String remoteAddress() {
    return live.remoteAddress();
  }

  @Override
  public List<String> headers(String name) {
    return frozen == null ? live.headers(name) : frozen.headers().getOrDefault(name, List.of());
  }

  @Override
  public @Nullable String principal() {
    return frozen == null ? live.principal() : frozen.principal();
  }

  @Override
  public boolean isUserInRole(String role) {
    return live.isUserInRole(role);
  }

  @Override
  public @Nullable String sessionId() {
    return frozen == null ? live.sessionId() : frozen.sessionId();
  }

  @Override
  public @Nullable String cookie(String name) {
    return live.cookie(name);
  }

  @Override
  public @Nullable String resourceMethod() {
    return live.resourceMethod();
  }

  @Override
  public @Nullable String pathVariable(String name) {
    return frozen == null ? live.pathVariable(name) : frozen.pathVariables().get(name);
  }

  @Override
  public String scheme() {
    if (frozen != null) {
      return frozen.scheme();
    }
    HttpServletRequest servlet = live.servlet();
    String scheme = servlet == null ? uri.getScheme() : servlet.getScheme();
    return scheme == null ? "http" : scheme;
  }

  @Override
  public String authority() {
    if (frozen != null) {
      return frozen.authority();
    }
    HttpServletRequest servlet = live.servlet();
    int port = servlet == null ? uri.getPort() : servlet.getServerPort();
    String host = servlet == null ? String.valueOf(uri.getHost()) : servlet.getServerName();
    return port < 0 || port == (scheme().equals("https") ? 443 : 80) ? host : host + ":" + port;
  }

  @Override
  public String rawPath() {
    if (frozen != null) {
      return frozen.rawPath();
    }
    return sent == null ? uri.getRawPath() : sent.getRequestURI();
  }

  @Override
  public @Nullable String rawQuery() {
    if (frozen != null) {
      return frozen.rawQuery();
    }
    return sent == null ? uri.getRawQuery() : sent.getQueryString();
  }

  @Override
  public @Nullable Object mark(String name) {
    return context().getProperty(name);
  }

  @Override
  public List<String> varying() {
    return negotiated ? List.of("accept") : List.of();
  }
}
