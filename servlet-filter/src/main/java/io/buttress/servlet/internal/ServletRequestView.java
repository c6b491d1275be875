package io.buttress.servlet.internal;

import io.buttress.cache.CacheRequest;
import io.buttress.http.RequestMarks;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.security.Principal;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What a decision may ask of a servlet request; neither reads a parameter nor makes a session. */
public record ServletRequestView(HttpServletRequest request) implements CacheRequest {
  @Override
  public String method() {
    return request.getMethod();
  }

  @Override
  public String path() {
    // As the container mapped it: decoded, normalised, and without path parameters.
    String info = request.getPathInfo();
    String path = info == null ? request.getServletPath() : request.getServletPath() + info;
    return path.startsWith("/") ? path : "/" + path;
  }

  @Override
  public @Nullable String query() {
    return request.getQueryString();
  }

  @Override
  public String remoteAddress() {
    return request.getRemoteAddr();
  }

  @Override
  public List<String> headers(String name) {
    Enumeration<String> values = request.getHeaders(name);
    // Most fields that are asked for are not there.
    return values.hasMoreElements() ? Collections.list(values) : List.of();
  }

  @Override
  public @Nullable String header(String name) {
    Enumeration<String> values = request.getHeaders(name);
    return values.hasMoreElements() ? values.nextElement() : null;
  }

  @Override
  public @Nullable String principal() {
    Principal principal = request.getUserPrincipal();
    return principal == null ? null : principal.getName();
  }

  @Override
  public boolean isUserInRole(String role) {
    return request.isUserInRole(role);
  }

  @Override
  public @Nullable String sessionId() {
    HttpSession session = request.getSession(false);
    return session == null ? null : session.getId();
  }

  @Override
  public @Nullable String cookie(String name) {
    Cookie[] cookies = request.getCookies();
    if (cookies != null) {
      for (Cookie cookie : cookies) {
        if (cookie.getName().equals(name)) {
          return cookie.getValue();
        }
      }
    }
    return null;
  }

  @Override
  public @Nullable String resourceMethod() {
    return null;
  }

  @Override
  public String scheme() {
    return request.getScheme();
  }

  @Override
  public String authority() {
    int port = request.getServerPort();
    boolean standard = port == (request.getScheme().equals("https") ? 443 : 80);
    return standard ? request.getServerName() : request.getServerName() + ":" + port;
  }

  @Override
  public String rawPath() {
    return request.getRequestURI();
  }

  @Override
  public @Nullable String rawQuery() {
    return request.getQueryString();
  }

  @Override
  public @Nullable Object mark(String name) {
    return request.getAttribute(name);
  }

  /** The cost that the application named, if it did. */
  OptionalLong declaredCost() {
    return RequestMarks.cost(request.getAttribute(RequestMarks.COST));
  }
}
