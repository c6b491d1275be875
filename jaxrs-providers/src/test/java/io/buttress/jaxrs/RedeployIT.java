package io.buttress.jaxrs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.buttress.embedded.EmbeddedRedis;
import io.buttress.jaxrs.server.ClassPaths;
import io.buttress.jaxrs.server.Redeployment;
import java.lang.ref.WeakReference;
import java.lang.reflect.Method;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/**
 * After an undeploy nothing is left: no thread, no connection, no class. On Jersey only: RESTEasy
 * keeps the class loader of whoever came first for its own executor, and the Bookshop is redeployed
 * on WildFly.
 */
@EnabledIf("io.buttress.jaxrs.server.RestServer#isJersey")
class RedeployIT {
  private static final int TIMES = 10;

  private EmbeddedRedis redis;

  @BeforeEach
  void start() {
    redis = EmbeddedRedis.start();
  }

  @AfterEach
  void end() {
    redis.close();
  }

  @Test
  void of_ten_deployments_nothing_is_left() throws Exception {
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    List<WeakReference<?>> applications = new ArrayList<>();
    ClassPaths paths = ClassPaths.ofTests();
    try (URLClassLoader server = paths.serverLoader()) {
      Method run =
          server.loadClass(Redeployment.class.getName()).getMethod("run", String.class, List.class);
      for (int i = 0; i < TIMES; i++) {
        applications.add((WeakReference<?>) run.invoke(null, redis.uri(), paths.application()));
      }
      assertNothingIsLeft(applications, before);
    }
  }

  private void assertNothingIsLeft(List<WeakReference<?>> applications, Set<Thread> before) {
    // The one that asks is a client, too.
    await().until(() -> redis.command("CLIENT", "LIST").lines().count() == 1);
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> {
              System.gc();
              assertThat(applications).allMatch(application -> application.get() == null);
            });
    assertThat(Thread.getAllStackTraces().keySet())
        .filteredOn(thread -> !before.contains(thread))
        .noneMatch(thread -> thread.getName().matches("(?i).*(buttress|redis|jedis|pool).*"));
  }
}
