package io.buttress.jaxrs.server;

import jakarta.servlet.Filter;
import jakarta.ws.rs.core.Application;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What is to be deployed: an application, its properties, and the filters before it. */
public final class Deployed {
  private final Class<? extends Application> application;
  private final Map<String, String> properties = new TreeMap<>();
  private final List<Filter> filters = new ArrayList<>();

  private Deployed(Class<? extends Application> application) {
    this.application = application;
  }

  public static Deployed of(Class<? extends Application> application) {
    return new Deployed(application);
  }

  /**
   * @param name without {@code buttress.rate-limit.}
   */
  public Deployed with(String name, String value) {
    properties.put("buttress.rate-limit." + name, value);
    return this;
  }

  public Deployed behind(Filter filter) {
    filters.add(filter);
    return this;
  }

  public Class<? extends Application> application() {
    return application;
  }

  public Map<String, String> properties() {
    return properties;
  }

  public List<Filter> filters() {
    return filters;
  }

  public RestServer start() {
    return RestServer.start(this);
  }
}
