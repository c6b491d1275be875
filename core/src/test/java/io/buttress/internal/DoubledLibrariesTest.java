package io.buttress.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.buttress.Buttress;
import io.buttress.Environment;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.logging.StreamHandler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoubledLibrariesTest {
  private static final Logger LOGGER = Logger.getLogger("io.buttress.Buttress");

  @TempDir private Path folder;

  @Test
  void two_versions_of_a_library_are_found() throws IOException {
    try (URLClassLoader application =
        application(
            jar("WEB-INF/lib/slf4j-api-1.7.36.jar", "org/slf4j/Logger.class"),
            jar("WEB-INF/lib/jedis-3.6.0.jar", "redis/clients/jedis/Jedis.class"),
            jar("WEB-INF/lib/slf4j-api-2.0.17.jar", "org/slf4j/Logger.class"))) {
      assertThat(DoubledLibraries.find(application))
          .containsExactly(Set.of("slf4j-api-1.7.36.jar", "slf4j-api-2.0.17.jar"));
    }
  }

  @Test
  void one_of_the_server_beside_that_of_the_application_is_as_it_should_be() throws IOException {
    try (URLClassLoader application =
        application(
            jar("modules/slf4j-api-2.0.16.jar", "org/slf4j/Logger.class"),
            jar("WEB-INF/lib/slf4j-api-2.0.17.jar", "org/slf4j/Logger.class"))) {
      assertThat(DoubledLibraries.find(application)).isEmpty();
    }
  }

  @Test
  void the_log_warns_of_them_at_the_start() throws IOException {
    URL old = jar("WEB-INF/lib/jedis-3.6.0.jar", "redis/clients/jedis/Jedis.class");
    URL ours = jar("WEB-INF/lib/jedis-8.0.2.jar", "redis/clients/jedis/Jedis.class");
    List<String> logged = new ArrayList<>();
    Handler handler = handler(logged);
    LOGGER.addHandler(handler);
    try (URLClassLoader application =
        new URLClassLoader(new URL[] {old, ours}, getClass().getClassLoader())) {
      Buttress.acquire(Environment.of("/doubled", application)).release();
    } finally {
      LOGGER.removeHandler(handler);
    }
    assertThat(logged)
        .anyMatch(line -> line.contains("WEB-INF/lib has jedis-3.6.0.jar and jedis-8.0.2.jar"));
  }

  private static Handler handler(List<String> lines) {
    return new StreamHandler() {
      @Override
      public void publish(LogRecord line) {
        lines.add(new SimpleFormatter().formatMessage(line));
      }
    };
  }

  private static URLClassLoader application(URL... jars) {
    return new URLClassLoader(jars, null);
  }

  private URL jar(String path, String entry) throws IOException {
    Path jar = folder.resolve(path);
    Files.createDirectories(jar.getParent());
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(out)) {
      entries.putNextEntry(new JarEntry(entry));
    }
    return jar.toUri().toURL();
  }
}
