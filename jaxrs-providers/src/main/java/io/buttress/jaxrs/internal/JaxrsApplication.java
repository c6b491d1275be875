package io.buttress.jaxrs.internal;

import io.buttress.Buttress;
import io.buttress.Environment;
import io.buttress.config.ApplicationConfig;
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
      configured = ApplicationConfig.asksFor(PREFIX, loader);
    }
    return configured;
  }

  /**
   * The runtime, started by the first who asks.
   *
   * @throws io.buttress.error.ConfigurationException if the settings have mistakes
   */
  synchronized Buttress buttress() {
    if (buttress == null) {
      Optional<ApplicationEnd> end = ApplicationEnd.of(loader);
      String name = end.map(ApplicationEnd::name).orElse("JAX-RS");
      buttress = Buttress.acquire(Environment.of(name, loader));
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
