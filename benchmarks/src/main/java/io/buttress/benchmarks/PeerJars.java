package io.buttress.benchmarks;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import java.util.stream.Stream;

/** The other limiters, in a class loader of their own: they need another Jedis. */
final class PeerJars {
  private final Class<?> peers;

  /**
   * @param target the build folder of the peers' module
   */
  PeerJars(Path target) throws IOException, ClassNotFoundException {
    List<URL> path = new ArrayList<>();
    path.add(target.resolve("classes").toUri().toURL());
    try (Stream<Path> jars = Files.list(target.resolve("lib"))) {
      for (Path jar : jars.toList()) {
        path.add(url(jar));
      }
    }
    ClassLoader loader =
        new URLClassLoader(path.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    peers = Class.forName("io.buttress.benchmarks.peers.Peers", true, loader);
  }

  private static URL url(Path jar) throws MalformedURLException {
    return jar.toUri().toURL();
  }

  Map<String, IntConsumer> shared(int port, int keys, long permits, long windowMillis)
      throws ReflectiveOperationException {
    Class<?>[] types = {int.class, int.class, long.class, long.class};
    return calls(peers.getMethod("shared", types).invoke(null, port, keys, permits, windowMillis));
  }

  Map<String, IntConsumer> local() throws ReflectiveOperationException {
    return calls(peers.getMethod("local").invoke(null));
  }

  @SuppressWarnings("unchecked")
  private static Map<String, IntConsumer> calls(Object map) {
    return (Map<String, IntConsumer>) map;
  }
}
