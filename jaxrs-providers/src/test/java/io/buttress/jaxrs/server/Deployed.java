package io.buttress.jaxrs.server;

import io.buttress.embedded.EmbeddedRedis;
import jakarta.servlet.Filter;
import jakarta.ws.rs.core.Application;
import java.net.URL;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What is to be deployed: an application, its properties, and the filters before it. */
public final class Deployed {
  private final List<Class<? extends Application>> applications = new ArrayList<>();
  private final Map<String, String> properties = new TreeMap<>();
  private final List<Filter> filters = new ArrayList<>();
  private final List<URL> libraries = new ArrayList<>();
  private boolean provider = true;
  private boolean initializer = true;

  private Deployed(Class<? extends Application> application) {
    applications.add(application);
  }

  public static Deployed of(Class<? extends Application> application) {
    return new Deployed(application);
  }

  /**
   * @param name without {@code buttress.rate-limit.}
   */
  public Deployed with(String name, String value) {
    return withProperty("buttress.rate-limit." + name, value);
  }

  public Deployed withProperty(String name, String value) {
    properties.put(name, value);
    return this;
  }

  public Deployed with(EmbeddedRedis redis) {
    return withProperty("buttress.redis.uri", redis.uri());
  }

  public Deployed behind(Filter filter) {
    filters.add(filter);
    return this;
  }

  /** As if the jar were not there. */
  public Deployed withoutProvider() {
    provider = false;
    initializer = false;
    return this;
  }

  /** As with an {@code <absolute-ordering>} that leaves the jar's fragment out. */
  public Deployed withoutInitializer() {
    initializer = false;
    return this;
  }

  /**
   * @param libraries what lies in WEB-INF/lib and not in the server
   */
  public Deployed with(List<URL> libraries) {
    this.libraries.addAll(libraries);
    return this;
  }

  /** A second application, below a path of its own. */
  public Deployed beside(Class<? extends Application> second) {
    applications.add(second);
    return this;
  }

  Class<? extends Application> application() {
    return applications.get(0);
  }

  /** By the paths they are below. */
  Map<String, Class<? extends Application>> applications() {
    Map<String, Class<? extends Application>> byPath = new TreeMap<>();
    applications.forEach(
        each -> byPath.put(RestServer.PREFIX + "-more".repeat(byPath.size()), each));
    return byPath;
  }

  Map<String, String> properties() {
    return properties;
  }

  List<Filter> filters() {
    return filters;
  }

  boolean hasProvider() {
    return provider;
  }

  boolean hasInitializer() {
    return initializer;
  }

  List<URL> libraries() {
    return libraries;
  }

  public RestServer start() {
    return RestServer.start(this);
  }
}
