package io.buttress.testing;

import io.buttress.Buttress;
import io.buttress.Environment;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** An application that is deployed in a test: a class loader of its own, and live properties. */
public final class TestApplication implements AutoCloseable {
  private final URLClassLoader loader;
  private final String name;

  public TestApplication(Path folder, String name) throws IOException {
    Path services = Files.createDirectories(folder.resolve("META-INF/services"));
    Files.writeString(
        services.resolve("org.eclipse.microprofile.config.spi.ConfigSource"),
        LiveProperties.class.getName());
    this.loader =
        new URLClassLoader(
            new URL[] {folder.toUri().toURL()}, TestApplication.class.getClassLoader());
    this.name = name;
    LiveProperties.VALUES.clear();
  }

  public TestApplication with(String property, String value) {
    LiveProperties.VALUES.put(property, value);
    return this;
  }

  public TestApplication with(Map<String, String> properties) {
    LiveProperties.VALUES.putAll(properties);
    return this;
  }

  public TestApplication without(String property) {
    LiveProperties.VALUES.remove(property);
    return this;
  }

  public Environment environment() {
    return new Environment(
        name,
        loader,
        type -> {
          try {
            return type.getConstructor().newInstance();
          } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  public Buttress deploy() {
    return Buttress.acquire(environment());
  }

  public ClassLoader loader() {
    return loader;
  }

  @Override
  public void close() throws IOException {
    LiveProperties.VALUES.clear();
    loader.close();
  }
}
