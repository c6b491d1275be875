package io.buttress.jaxrs.internal;

import io.buttress.Buttress;
import io.buttress.Environment;
import io.buttress.config.ApplicationConfig;
import io.buttress.error.ConfigurationException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One JAX-RS application's hold of the runtime: taken when something asks for limits. */
final class JaxrsApplication {
  private static final Logger LOG = System.getLogger(JaxrsApplication.class.getName());
  private static final String PREFIX = "buttress.rate-limit.";

  private final ClassLoader loader = Thread.currentThread().getContextClassLoader();
  private @Nullable Boolean configured;
  private @Nullable Buttress buttress;

  /** Whether a property asks for limits. */
  synchronized boolean isConfigured() {
    if (configured == null) {
      configured = isConfigured(loader);
    }
    return configured;
  }

  private static boolean isConfigured(ClassLoader loader) {
    try (ApplicationConfig config = ApplicationConfig.of(loader)) {
      return config.snapshot().values().keySet().stream().anyMatch(n -> n.startsWith(PREFIX));
    } catch (ConfigurationException e) {
      // Without MicroProfile Config nothing can be asked for by a property.
      LOG.log(Level.DEBUG, "No settings", e);
      return false;
    }
  }

  /**
   * The runtime, started by the first who asks.
   *
   * @throws ConfigurationException if the settings have mistakes
   */
  synchronized Buttress buttress() {
    if (buttress == null) {
      Optional<ApplicationEnd> end = ApplicationEnd.of(loader);
      String name = end.map(ApplicationEnd::name).orElse("JAX-RS");
      buttress = Buttress.acquire(new Environment(name, loader, Instances::of));
      end.ifPresentOrElse(e -> e.add(this::release), JaxrsApplication::warn);
    }
    return buttress;
  }

  private static void warn() {
    LOG.log(
        Level.WARNING,
        "No servlet container tells when this application ends. If it runs in one, its web.xml"
            + " leaves Buttress out of <absolute-ordering>: add <name>buttress_jaxrs</name>");
  }

  /** Gives the runtime back; it can be asked for again. */
  synchronized void release() {
    if (buttress != null) {
      buttress.release();
      buttress = null;
    }
  }
}
