package io.buttress.jaxrs.internal;

import io.buttress.Buttress;
import io.buttress.Environment;
import io.buttress.config.ApplicationConfig;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A web application whose end the servlet container tells, with its one hold of the runtime,
 * however many JAX-RS applications are in it and however often they are started. By class loader:
 * mostly this class is the application's own, but in the lib directory of an EAR it serves several.
 */
final class ApplicationEnd {
  private static final Map<ClassLoader, ApplicationEnd> APPLICATIONS = new ConcurrentHashMap<>();

  private final Environment environment;
  private final Map<String, PolicyNames> names = new ConcurrentHashMap<>();
  private @Nullable Buttress buttress;

  private ApplicationEnd(Environment environment) {
    this.environment = environment;
  }

  /**
   * The servlet container has begun to start an application, and will tell its end.
   *
   * @param name the application's name, such as its context path
   */
  static void start(ClassLoader application, String name) {
    APPLICATIONS.put(application, new ApplicationEnd(Environment.of(name, application)));
  }

  /**
   * Empty if nobody will tell the application's end.
   *
   * @param application null if an embedded container has none for it
   */
  static Optional<ApplicationEnd> of(@Nullable ClassLoader application) {
    return Optional.ofNullable(application).map(APPLICATIONS::get);
  }

  /**
   * Starts the runtime if any property is there for it: one that is misspelt asks for no feature.
   *
   * @throws io.buttress.error.ConfigurationException if the settings have mistakes
   */
  static void check(ClassLoader application) {
    ApplicationEnd end = APPLICATIONS.get(application);
    if (end != null && ApplicationConfig.asksForAnything(application)) {
      Buttress unused = end.buttress();
    }
  }

  /** The application has ended. */
  static void end(ClassLoader application) {
    ApplicationEnd end = APPLICATIONS.remove(application);
    if (end != null) {
      end.release();
    }
  }

  /**
   * The runtime, started by the first who asks.
   *
   * @throws io.buttress.error.ConfigurationException if the settings have mistakes
   */
  synchronized Buttress buttress() {
    if (buttress == null) {
      buttress = Buttress.acquire(environment);
    }
    return buttress;
  }

  /**
   * Whose the policies of a feature are, for all its JAX-RS applications together: they count
   * together.
   *
   * @param feature the prefix of its properties
   */
  PolicyNames names(String feature) {
    return names.computeIfAbsent(feature, missing -> new PolicyNames());
  }

  private synchronized void release() {
    if (buttress != null) {
      buttress.release();
      buttress = null;
    }
  }
}
