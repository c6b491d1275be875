package io.buttress.servlet.server;

import io.buttress.servlet.RateLimitFilter;
import io.buttress.servlet.ResponseCacheFilter;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServlet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An application that is to be deployed: what its web.xml would say. */
public final class WebApp {
  final HttpServlet servlet;
  final List<Filter> ahead = new ArrayList<>();
  final List<Filter> filters = new ArrayList<>();
  final List<Filter> everywhere = new ArrayList<>();
  final Map<Class<? extends Filter>, Map<String, String>> placed = new LinkedHashMap<>();
  boolean starterFound;
  boolean multipart;
  Login login = Login.NONE;

  private WebApp(HttpServlet servlet) {
    this.servlet = servlet;
  }

  /** One servlet for all paths, which supports asynchronous requests. */
  public static WebApp of(HttpServlet servlet) {
    return new WebApp(servlet);
  }

  /** The limiter is mapped to everything, with an init-param. */
  public WebApp limited(String name, String value) {
    return with(RateLimitFilter.class, name, value);
  }

  /** A filter of ours is mapped to everything, with an init-param. */
  public WebApp with(Class<? extends Filter> filter, String name, String value) {
    placed.computeIfAbsent(filter, missing -> new LinkedHashMap<>()).put(name, value);
    return this;
  }

  /** The response cache is mapped to everything. */
  public WebApp cached() {
    placed.computeIfAbsent(ResponseCacheFilter.class, missing -> new LinkedHashMap<>());
    return this;
  }

  /** The response cache is mapped to everything, with an init-param. */
  public WebApp cached(String name, String value) {
    return with(ResponseCacheFilter.class, name, value);
  }

  /** A filter of the application's, ahead of the limiter, mapped to REQUEST alone. */
  public WebApp ahead(Filter filter) {
    ahead.add(filter);
    return this;
  }

  /** A filter of the application's, behind the limiter, mapped to REQUEST alone. */
  public WebApp behind(Filter filter) {
    filters.add(filter);
    return this;
  }

  /** A filter behind the limiter, mapped to REQUEST and ASYNC. */
  public WebApp behindAndAsync(Filter filter) {
    everywhere.add(filter);
    return this;
  }

  /** The servlet has a multipart configuration. */
  public WebApp multipart() {
    multipart = true;
    return this;
  }

  /** The container asks who somebody is that wants {@code /mine/*}: alice or bob. */
  public WebApp behind(Login by) {
    login = by;
    return this;
  }

  /** The container finds the initializer of the jar. */
  public WebApp withStarter() {
    starterFound = true;
    return this;
  }

  /** Starts it on a free port. */
  public RunningApp on(ServerKind kind) throws Exception {
    return kind.start(this);
  }
}
