package io.buttress.jaxrs.server;

import jakarta.servlet.ServletContainerInitializer;
import java.io.IOException;
import java.io.Writer;
import java.net.URI;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.eclipse.microprofile.config.spi.ConfigProviderResolver;

/** A JAX-RS application in a server: in this process, on a free port of the loopback interface. */
public abstract class RestServer implements AutoCloseable {
  /** Everything is below this, as most applications have it. */
  static final String PREFIX = "/api";

  private final Path folder;
  private final URLClassLoader loader;

  RestServer(Deployed deployed) throws IOException {
    folder = Files.createTempDirectory("rest-server");
    Path config = folder.resolve("META-INF/microprofile-config.properties");
    Files.createDirectories(config.getParent());
    Properties properties = new Properties();
    properties.putAll(deployed.properties());
    try (Writer writer = Files.newBufferedWriter(config)) {
      properties.store(writer, null);
    }
    loader =
        new ApplicationLoader(folder.toUri().toURL(), deployed.libraries(), deployed.hasProvider());
  }

  /** The server of this test run. */
  static RestServer start(Deployed deployed) {
    String type = System.getProperty("rest.server", "io.buttress.jaxrs.server.JerseyOnTomcat");
    return start(type, deployed);
  }

  /** A server by its class's name, which may be on no class path of this test run. */
  public static RestServer start(String type, Deployed deployed) {
    try {
      return (RestServer)
          Class.forName(type).getDeclaredConstructor(Deployed.class).newInstance(deployed);
    } catch (ReflectiveOperationException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new DeploymentFailed(cause);
    }
  }

  /** The application could not be deployed. */
  public static final class DeploymentFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DeploymentFailed(Throwable cause) {
      super(cause);
    }
  }

  public static boolean isJersey() {
    return System.getProperty("rest.server", "Jersey").contains("Jersey");
  }

  /** The class loader of the application, where its properties are. */
  public ClassLoader loader() {
    return loader;
  }

  /** The initializer, as the application has it. */
  ServletContainerInitializer initializer() throws ReflectiveOperationException {
    return loader
        .loadClass("io.buttress.jaxrs.internal.ContextStart")
        .asSubclass(ServletContainerInitializer.class)
        .getDeclaredConstructor()
        .newInstance();
  }

  Path folder() {
    return folder;
  }

  public abstract int port();

  abstract void stop() throws Exception;

  /** The address of a path, which starts with a slash, below the application's own. */
  public URI uri(String path) {
    return URI.create("http://127.0.0.1:" + port() + PREFIX + path);
  }

  @Override
  public void close() {
    try {
      stop();
      ConfigProviderResolver.instance()
          .releaseConfig(ConfigProviderResolver.instance().getConfig(loader));
      loader.close();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
