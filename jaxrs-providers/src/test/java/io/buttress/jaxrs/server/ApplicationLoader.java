package io.buttress.jaxrs.server;

import jakarta.ws.rs.container.DynamicFeature;
import jakarta.ws.rs.core.Feature;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Has the application's properties and libraries, and hides the provider if it is to be missing.
 */
final class ApplicationLoader extends URLClassLoader {
  private static final Set<String> SERVICES =
      Set.of(
          "META-INF/services/" + DynamicFeature.class.getName(),
          "META-INF/services/" + Feature.class.getName());

  private final boolean provider;

  ApplicationLoader(URL properties, List<URL> libraries, boolean provider) {
    super(
        Stream.concat(Stream.of(properties), libraries.stream()).toArray(URL[]::new),
        ApplicationLoader.class.getClassLoader());
    this.provider = provider;
  }

  @Override
  public Enumeration<URL> getResources(String name) throws IOException {
    return provider || !SERVICES.contains(name)
        ? super.getResources(name)
        : Collections.emptyEnumeration();
  }
}
