package io.buttress;

import static org.assertj.core.api.Assertions.assertThat;

import io.buttress.testing.ApplicationLoader;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import javax.management.ObjectName;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** After an undeploy nothing is left. */
class UndeployTest {
  /** What lies in WEB-INF/lib; MicroProfile Config does not, which is the harder case. */
  private static final List<String> WEB_INF_LIB =
      List.of(
          "io.buttress.",
          "com.github.benmanes.",
          "redis.clients.",
          "org.apache.commons.pool2.",
          "io.github.resilience4j.");

  private static final Predicate<String> OWN =
      name -> WEB_INF_LIB.stream().anyMatch(name::startsWith);

  @Test
  void no_class_thread_or_mbean_is_left() throws Exception {
    WeakReference<ClassLoader> application = deployAndUndeploy("ends");
    assertNothingIsLeft(application);
  }

  @Test
  void nothing_is_left_of_a_deployment_that_failed() throws Exception {
    WeakReference<ClassLoader> application = deployAndUndeploy("fails");
    assertNothingIsLeft(application);
  }

  private static void assertNothingIsLeft(WeakReference<ClassLoader> application) throws Exception {
    assertThat(threads()).isEmpty();
    assertThat(
            ManagementFactory.getPlatformMBeanServer()
                .queryNames(new ObjectName("io.buttress:*"), null))
        .isEmpty();
    Awaitility.await("the class loader to be collected")
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              System.gc();
              return application.get() == null;
            });
  }

  private static WeakReference<ClassLoader> deployAndUndeploy(String scenario) throws Exception {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (ApplicationLoader loader = new ApplicationLoader(OWN, name -> false)) {
      thread.setContextClassLoader(loader);
      Class<?> type = loader.loadClass(UndeployScenarios.class.getName());
      assertThat(type.getClassLoader()).isSameAs(loader);
      type.getMethod(scenario).invoke(null);
      return new WeakReference<>(loader);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private static Stream<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("buttress-scheduler"));
  }
}
