package io.buttress.jaxrs.internal;

import io.buttress.Buttress;
import io.buttress.Environment;
import io.buttress.config.ApplicationConfig;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One JAX-RS application's hold of the runtime: taken when something asks for a feature. */
final class JaxrsApplication {
  private static final Logger LOG = System.getLogger(JaxrsApplication.class.getName());

  private final ClassLoader loader = Thread.currentThread().getContextClassLoader();
  private final String prefix;
  private final PolicyNames ownNames = new PolicyNames();
  private @Nullable Boolean configured;
  private @Nullable Buttress own;

  /**
   * @param prefix of the feature's properties
   */
  JaxrsApplication(String prefix) {
    this.prefix = prefix;
  }

  /** Whether a property asks for the feature. */
  synchronized boolean isConfigured() {
    if (configured == null) {
      configured = ApplicationConfig.asksFor(prefix, loader);
    }
    return configured;
  }

  /** Whose the feature's policies are. */
  PolicyNames names() {
    return ApplicationEnd.of(loader).map(end -> end.names(prefix)).orElse(ownNames);
  }

  /**
   * The runtime, started by the first who asks.
   *
   * @throws io.buttress.error.ConfigurationException if the settings have mistakes
   */
  Buttress buttress() {
    Optional<ApplicationEnd> end = ApplicationEnd.of(loader);
    return end.isPresent() ? end.get().buttress() : own();
  }

  /**
   * A hold of its own: nobody else gives it back. A mistake in an annotation is no reason to do so:
   * it may stand on a sub-resource, which is met when the others have long been serving.
   */
  private synchronized Buttress own() {
    if (own == null) {
      own = Buttress.acquire(Environment.of("JAX-RS", loader));
      LOG.log(
          Level.WARNING,
          "No servlet container tells when this application ends. If it runs in one, its web.xml"
              + " leaves Buttress out of <absolute-ordering>: add <name>buttress_jaxrs</name>");
    }
    return own;
  }

  /** JAX-RS has ended: what nobody else gives back is given back. */
  synchronized void end() {
    if (own != null) {
      own.release();
      own = null;
    }
  }
}
