package io.buttress;

import io.buttress.error.ConfigurationException;
import io.buttress.ratelimit.RateLimitEngine;
import io.buttress.testing.SimpleRequest;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What an application does with its own copy of the classes. */
public final class UndeployScenarios {
  private static final String API = "buttress.rate-limit.api.";

  private UndeployScenarios() {}

  /** Deploys, uses everything, and undeploys. */
  public static void ends() throws Exception {
    Buttress buttress = Buttress.acquire(environment());
    Map<String, String> overrides = Map.of("api.paths", "/*", "api.limits", "1/1h");
    RateLimitEngine engine = buttress.rateLimits(overrides, "a filter");
    SimpleRequest request = SimpleRequest.get("/x");
    for (int i = 0; i < 100; i++) {
      engine.decide(request, engine.matching(request));
    }
    buttress.rateLimitPolicy("api", Map.of("limits", "1/1h"), "an annotation");
    buttress.responseCache().purge("/x");
    buttress.scheduler().submit(() -> "done").get();
    buttress.scheduler().schedule(() -> "never", 1, TimeUnit.HOURS);
    buttress.telemetry().readings();
    buttress.release();
  }

  /** A mistake in the settings. */
  public static void fails() {
    System.setProperty(API + "limits", "many");
    try {
      Buttress.acquire(environment());
      throw new AssertionError("deployed");
    } catch (ConfigurationException expected) {
      return;
    } finally {
      System.clearProperty(API + "limits");
    }
  }

  private static Environment environment() {
    ClassLoader loader = UndeployScenarios.class.getClassLoader();
    return new Environment("/undeployed", loader, type -> new Object());
  }
}
