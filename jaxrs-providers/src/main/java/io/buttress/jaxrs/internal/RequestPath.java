package io.buttress.jaxrs.internal;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;

/** The decoded path within the application, without path parameters. */
final class RequestPath {
  private RequestPath() {}

  /** As the servlet container has mapped it, so that filters and providers mean the same. */
  static String of(HttpServletRequest request) {
    String mapped = request.getServletPath();
    String rest = request.getPathInfo();
    String path = rest == null ? mapped : mapped + rest;
    return path.isEmpty() ? "/" : path;
  }

  /** Without a servlet container there is no context path: all of the path is within. */
  static String of(URI uri) {
    String raw = uri.getRawPath();
    if (raw == null || raw.isEmpty()) {
      return "/";
    }
    // Parameters end where the segment does; they are cut off before '%3B' becomes a semicolon.
    return URI.create(raw.replaceAll(";[^/]*", "")).getPath();
  }
}
