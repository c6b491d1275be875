package io.buttress.jaxrs.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What is to be done when a web application ends. By class loader: mostly this class is the
 * application's own, but in the lib directory of an EAR it serves several.
 */
final class ApplicationEnd {
  private static final Map<ClassLoader, ApplicationEnd> APPLICATIONS = new ConcurrentHashMap<>();

  private final String name;
  private final List<Runnable> tasks = new ArrayList<>();

  private ApplicationEnd(String name) {
    this.name = name;
  }

  /** The servlet container has begun to start an application, and will tell its end. */
  static void start(ClassLoader application, String name) {
    APPLICATIONS.put(application, new ApplicationEnd(name));
  }

  /** Empty if nobody will tell the application's end. */
  static Optional<ApplicationEnd> of(ClassLoader application) {
    return Optional.ofNullable(APPLICATIONS.get(application));
  }

  /** The application has ended. */
  static void end(ClassLoader application) {
    ApplicationEnd end = APPLICATIONS.remove(application);
    if (end != null) {
      end.run();
    }
  }

  /** The application's name, such as its context path. */
  String name() {
    return name;
  }

  synchronized void add(Runnable task) {
    tasks.add(task);
  }

  private synchronized void run() {
    tasks.forEach(Runnable::run);
    tasks.clear();
  }
}
