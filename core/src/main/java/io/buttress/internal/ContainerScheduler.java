package io.buttress.internal;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import javax.naming.InitialContext;
import javax.naming.NamingException;

/**
 * The container's scheduler: a jakarta.enterprise.concurrent.ManagedScheduledExecutorService, which
 * is known here by what it extends.
 */
final class ContainerScheduler {
  static final String NAME = "java:comp/DefaultManagedScheduledExecutorService";

  private static final Logger LOG = System.getLogger(ContainerScheduler.class.getName());

  private ContainerScheduler() {}

  /** How a name is looked up. */
  @FunctionalInterface
  interface Lookup {
    Object lookup(String name) throws NamingException;
  }

  @SuppressWarnings("BanJNDI") // A constant name in the component's own namespace.
  static Optional<ScheduledExecutorService> find() {
    return find(name -> new InitialContext().lookup(name));
  }

  static Optional<ScheduledExecutorService> find(Lookup naming) {
    try {
      return Optional.of(naming.lookup(NAME))
          .filter(ScheduledExecutorService.class::isInstance)
          .map(ScheduledExecutorService.class::cast);
    } catch (NamingException | RuntimeException | LinkageError e) {
      LOG.log(Level.DEBUG, "The container has no scheduler", e);
      return Optional.empty();
    }
  }
}
