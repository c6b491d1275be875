package io.buttress.jobs.engine;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** The container's threads that a queue has on this node. */
final class QueueThreads {
  private final String queue;
  private final ThreadFactory factory;
  private final LongSupplier nanos;
  private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

  QueueThreads(String queue, ThreadFactory factory, LongSupplier nanos) {
    this.queue = queue;
    this.factory = factory;
    this.nanos = nanos;
  }

  /** Starts one, which {@link #join} waits for. */
  void start(Runnable task, String role) {
    Thread thread =
        factory.newThread(
            () -> {
              try {
                task.run();
              } finally {
                threads.remove(Thread.currentThread());
              }
            });
    if (thread == null) {
      throw new IllegalStateException("The container has no thread for queue " + queue);
    }
    thread.setName(name(role));
    threads.add(thread);
    try {
      thread.start();
    } catch (RuntimeException | Error e) {
      threads.remove(thread);
      throw e;
    }
  }

  /** The calling thread does something else from now on. */
  void rename(String role) {
    Thread.currentThread().setName(name(role));
  }

  private String name(String role) {
    return "buttress-jobs " + queue + role;
  }

  int count() {
    return threads.size();
  }

  /** Waits for them to end; whether they have. */
  boolean join(Duration atMost) {
    long end = nanos.getAsLong() + atMost.toNanos();
    for (Thread thread : threads) {
      try {
        TimeUnit.NANOSECONDS.timedJoin(thread, Math.max(end - nanos.getAsLong(), 1));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        break;
      }
    }
    return threads.isEmpty();
  }
}
