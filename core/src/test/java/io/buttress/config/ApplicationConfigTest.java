package io.buttress.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.buttress.testing.ApplicationLoader;
import java.lang.ref.WeakReference;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApplicationConfigTest {
  private static final Predicate<String> OURS = name -> name.startsWith("io.buttress.config.");

  @Test
  void the_applications_properties_are_found() {
    System.setProperty("buttress.rate-limit.applied.limits", "7/1s");
    try (ApplicationConfig config = ApplicationConfig.of(getClass().getClassLoader())) {
      assertThat(config.snapshot().values()).containsKey("buttress.rate-limit.applied.limits");
    } finally {
      System.clearProperty("buttress.rate-limit.applied.limits");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"org.eclipse.microprofile.", "META-INF/services/org.eclipse."})
  void where_microprofile_config_is_missing_the_message_says_what_to_add(String missing)
      throws Exception {
    Predicate<String> own = OURS.or(name -> name.startsWith("org.eclipse.microprofile.config."));
    try (ApplicationLoader loader = new ApplicationLoader(own, name -> name.startsWith(missing))) {
      assertThatThrownBy(() -> open(loader))
          .hasMessageContaining("io.smallrye.config:smallrye-config");
    }
  }

  @Test
  void settings_that_nobody_can_read_are_not_passed_over(@TempDir Path folder) throws Exception {
    Predicate<String> own = OURS.or(name -> name.startsWith("org.eclipse.microprofile.config."));
    Predicate<String> missing = name -> name.startsWith("org.eclipse.microprofile.");
    try (ApplicationLoader libraries = new ApplicationLoader(own, missing);
        URLClassLoader application =
            new URLClassLoader(new URL[] {folder.toUri().toURL()}, libraries)) {
      assertThat(asks(application)).isFalse();
      Path file = folder.resolve("META-INF/microprofile-config.properties");
      Files.createDirectories(file.getParent());
      Files.writeString(file, "buttress.rate-limit.api.limits=1/1s");
      assertThatThrownBy(() -> asks(application))
          .hasStackTraceContaining("io.smallrye.config:smallrye-config");
    }
  }

  private static boolean asks(ClassLoader application) throws Exception {
    Class<?> type = application.loadClass(ApplicationConfig.class.getName());
    Object answer =
        type.getMethod("asksFor", String.class, ClassLoader.class)
            .invoke(null, "buttress.rate-limit.", application);
    return (boolean) answer;
  }

  @Test
  void smallrye_in_the_servers_shared_libraries_does_not_keep_the_application() throws Exception {
    WeakReference<ClassLoader> application = deployAndUndeploy(OURS);
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> {
              System.gc();
              return application.get() == null;
            });
  }

  private static WeakReference<ClassLoader> deployAndUndeploy(Predicate<String> own)
      throws Exception {
    try (ApplicationLoader loader = new ApplicationLoader(own, name -> false)) {
      open(loader).close();
      return new WeakReference<>(loader);
    }
  }

  private static AutoCloseable open(ApplicationLoader loader) throws Exception {
    Class<?> type = loader.loadClass(ApplicationConfig.class.getName());
    assertThat(type.getClassLoader()).isSameAs(loader);
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(loader);
    try {
      Object config = type.getMethod("of", ClassLoader.class).invoke(null, loader);
      type.getMethod("snapshot").invoke(config);
      return (AutoCloseable) config;
    } catch (InvocationTargetException e) {
      throw (RuntimeException) e.getTargetException();
    } finally {
      thread.setContextClassLoader(before);
    }
  }
}
