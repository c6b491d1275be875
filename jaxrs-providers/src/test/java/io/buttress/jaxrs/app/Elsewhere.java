package io.buttress.jaxrs.app;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Threads of the application. */
final class Elsewhere {
  static final ExecutorService EXECUTOR =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "elsewhere");
            thread.setDaemon(true);
            // When a client has gone, what still sends fails.
            thread.setUncaughtExceptionHandler((failed, exception) -> {});
            return thread;
          });

  private Elsewhere() {}

  static void run(Runnable task) {
    EXECUTOR.execute(task);
  }
}
