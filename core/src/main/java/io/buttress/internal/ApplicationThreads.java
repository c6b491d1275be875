package io.buttress.internal;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import javax.naming.InitialContext;
import javax.naming.NamingException;

/**
 * Makes the few threads that run as long as the application: the container's where it makes any,
 * else daemons.
 */
final class ApplicationThreads implements ThreadFactory {
  /** A jakarta.enterprise.concurrent.ManagedThreadFactory, known here by what it extends. */
  static final String NAME = "java:comp/DefaultManagedThreadFactory";

  private static final Logger LOG = System.getLogger(ApplicationThreads.class.getName());

  private final Optional<ThreadFactory> container;
  private final String application;
  private final ClassLoader loader;

  private ApplicationThreads(
      Optional<ThreadFactory> container, String application, ClassLoader loader) {
    this.container = container;
    this.application = application;
    this.loader = loader;
  }

  /**
   * To be called while the container's names can be looked up, as at the start of an application.
   *
   * @param application names threads
   * @param loader the threads' context class loader
   */
  @SuppressWarnings("BanJNDI") // A constant name in the component's own namespace.
  static ApplicationThreads of(String application, ClassLoader loader) {
    return of(application, loader, name -> new InitialContext().lookup(name));
  }

  static ApplicationThreads of(
      String application, ClassLoader loader, ContainerScheduler.Lookup naming) {
    return new ApplicationThreads(find(naming), application, loader);
  }

  private static Optional<ThreadFactory> find(ContainerScheduler.Lookup naming) {
    try {
      return Optional.of(naming.lookup(NAME))
          .filter(ThreadFactory.class::isInstance)
          .map(ThreadFactory.class::cast);
    } catch (NamingException | RuntimeException | LinkageError e) {
      LOG.log(Level.DEBUG, "The container has no thread factory", e);
      return Optional.empty();
    }
  }

  @Override
  public Thread newThread(Runnable task) {
    return container.map(factory -> factory.newThread(task)).orElseGet(() -> daemon(task));
  }

  /**
   * Made by hand: a plain servlet container has nobody to make it. It must not keep the JVM from
   * ending, nor inherit thread locals from whoever deploys, who would then be kept by it.
   */
  private Thread daemon(Runnable task) {
    Thread thread = new Thread(null, task, "buttress-cache " + application, 0, false);
    thread.setDaemon(true);
    thread.setContextClassLoader(loader);
    return thread;
  }
}
