package io.buttress.jaxrs.server;

import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The class path of the tests, divided into that of a server and what lies in an application's
 * WEB-INF/lib.
 *
 * @param server the server, JAX-RS, and these tests
 * @param application Buttress, and what it brings along
 */
public record ClassPaths(List<URL> server, List<URL> application) {
  /** A class of each library. */
  private static final List<String> BROUGHT =
      List.of(
          "io/buttress/Buttress.class",
          "io/buttress/jaxrs/RateLimited.class",
          "io/buttress/servlet/RateLimitFilter.class",
          "redis/clients/jedis/Jedis.class",
          "com/github/benmanes/caffeine/cache/Caffeine.class",
          "org/apache/commons/pool2/ObjectPool.class",
          "io/github/resilience4j/circuitbreaker/CircuitBreaker.class");

  public static ClassPaths ofTests() {
    Map<Boolean, List<URL>> divided =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .map(ClassPaths::url)
            .collect(Collectors.partitioningBy(ClassPaths::isBrought));
    return new ClassPaths(divided.get(false), divided.get(true));
  }

  private static URL url(String entry) {
    try {
      return Path.of(entry).toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean isBrought(URL entry) {
    try (URLClassLoader alone = new URLClassLoader(new URL[] {entry}, null)) {
      return BROUGHT.stream().anyMatch(name -> alone.findResource(name) != null);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A server that has never heard of Buttress. */
  public URLClassLoader serverLoader() {
    return new URLClassLoader(server.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
  }
}
