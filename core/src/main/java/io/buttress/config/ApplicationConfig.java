package io.buttress.config;

import io.buttress.error.ConfigurationException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Objects;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.spi.ConfigProviderResolver;

/** The application's MicroProfile Config, to be given back with {@link #close}. */
public final class ApplicationConfig implements AutoCloseable {
  private static final Logger LOG = System.getLogger(ApplicationConfig.class.getName());
  private static final String MISSING =
      "there is no MicroProfile Config here: this server does not bring it. Add"
          + " io.smallrye.config:smallrye-config to the application (WEB-INF/lib), nothing else";
  private static final String SMALLRYE = "io.smallrye.config.SmallRyeConfigProviderResolver";
  private static final String JBOSS_MODULES = "org.jboss.modules.";

  private final Config config;
  private final boolean ours;
  private final Features features;

  private ApplicationConfig(Config config, boolean ours, Features features) {
    this.config = config;
    this.ours = ours;
    this.features = features;
  }

  /**
   * Finds the configuration.
   *
   * @param loader the application's class loader
   * @throws ConfigurationException if there is no MicroProfile Config
   */
  public static ApplicationConfig of(ClassLoader loader) {
    try {
      return Lookup.find(loader);
    } catch (NoClassDefFoundError | IllegalStateException e) {
      ConfigurationException missing =
          new ConfigurationException(List.of(MISSING + " (" + e + ")"));
      missing.initCause(e);
      throw missing;
    }
  }

  /** Whether any property is there for Buttress, be it a misspelt one. */
  public static boolean asksForAnything(ClassLoader loader) {
    return asksFor(Snapshot.ROOT, loader);
  }

  /**
   * Whether a property asks for something: its name starts like that.
   *
   * @param prefix such as {@code buttress.rate-limit.}
   * @throws ConfigurationException if there is no MicroProfile Config that could read it
   */
  public static boolean asksFor(String prefix, ClassLoader loader) {
    try (ApplicationConfig config = of(loader)) {
      return config.snapshot().values().keySet().stream().anyMatch(name -> name.startsWith(prefix));
    } catch (ConfigurationException e) {
      // An embedded Jetty has no class loader for an application.
      if (UnreadSettings.askFor(
          prefix, Objects.requireNonNullElseGet(loader, ClassLoader::getSystemClassLoader))) {
        throw e;
      }
      LOG.log(Level.DEBUG, "No settings", e);
      return false;
    }
  }

  /** What it says now. */
  public Snapshot snapshot() {
    return SettingsFile.over(new SnapshotTaker(config, features).take());
  }

  /** Gives the configuration back, so that it does not hold the application's class loader. */
  @Override
  public void close() {
    if (ours) {
      ConfigProviderResolver.instance().releaseConfig(config);
    }
  }

  /** Apart, so that the API is first looked for where its absence is handled. */
  private static final class Lookup {
    static ApplicationConfig find(ClassLoader loader) {
      ConfigProviderResolver resolver = ConfigProviderResolver.instance();
      Features features = Features.of(loader);
      return new ApplicationConfig(resolver.getConfig(loader), isOurs(resolver, loader), features);
    }

    /**
     * Whether nobody else ends what {@code getConfig} made. SmallRye keeps it in a map by class
     * loader. Within the application that map goes with it; WildFly (JBoss Modules) and servers
     * with a resolver of their own look after theirs; but SmallRye in the shared libraries of a
     * Tomcat would hold the class loader for ever.
     */
    private static boolean isOurs(ConfigProviderResolver resolver, ClassLoader application) {
      ClassLoader owner = resolver.getClass().getClassLoader();
      return resolver.getClass().getName().equals(SMALLRYE)
          && owner != application
          && owner != null
          && !owner.getClass().getName().startsWith(JBOSS_MODULES);
    }
  }
}
