package io.buttress;

import static org.assertj.core.api.Assertions.assertThat;

import io.buttress.testing.ApplicationLoader;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import javax.management.ObjectName;
import org.awaitility.Awaitility;

/**
 * Deploys one of {@link UndeployScenarios} by a class loader of its own, and looks what is left.
 */
final class Undeployment {
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

  private Undeployment() {}

  static void of(String scenario) throws Exception {
    List<Thread> before = threads();
    WeakReference<ClassLoader> application = deployAndUndeploy(scenario);
    Awaitility.await("threads to be gone")
        .atMost(Duration.ofSeconds(5))
        .until(() -> before.containsAll(threads()));
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

  /** Those of tests and of the JVM come and go by themselves. */
  private static List<Thread> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> !thread.getName().startsWith("awaitility"))
        .filter(thread -> thread.getThreadGroup() != null)
        .filter(thread -> !thread.getThreadGroup().getName().equals("system"))
        .filter(thread -> !thread.getThreadGroup().getName().equals("InnocuousThreadGroup"))
        .toList();
  }
}
