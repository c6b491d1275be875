package io.buttress.internal;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Counts who uses a runtime: the first user starts it, the last one ends it.
 *
 * <p>Mostly there is one runtime, for the jars lie in WEB-INF/lib and this class is the
 * application's own. In the lib directory of an EAR or of a Tomcat it serves several applications,
 * each with settings of its own: so runtimes are told apart by the application's class loader.
 *
 * @param <R> the runtime
 */
public final class RuntimeHolder<R extends RuntimeHolder.Ending> {
  /** Something that ends, and never fails to. */
  @FunctionalInterface
  public interface Ending {
    /** Ends it. */
    void close();
  }

  private final Map<ClassLoader, Entry<R>> entries = new HashMap<>();

  /** A runtime, or that it is being started. */
  private static final class Entry<R> {
    private @Nullable R runtime;
    private int users;
  }

  /**
   * Starts the runtime, or joins the one that runs. A start that fails leaves nothing. Who comes
   * meanwhile waits, and so does who comes while the last user leaves.
   *
   * @throws IllegalStateException if the start itself asks for the runtime
   */
  public synchronized R acquire(ClassLoader application, Supplier<R> start) {
    Entry<R> entry = entries.get(application);
    if (entry == null) {
      entry = new Entry<>();
      entries.put(application, entry);
      try {
        entry.runtime = start.get();
      } finally {
        if (entry.runtime == null) {
          entries.remove(application);
        }
      }
    }
    if (entry.runtime == null) {
      throw new IllegalStateException("Buttress is being started: it can't be acquired yet");
    }
    entry.users++;
    return entry.runtime;
  }

  /** Gives the runtime back, and ends it if nobody else uses it. */
  public synchronized void release(ClassLoader application) {
    Entry<R> entry = entries.get(application);
    if (entry == null || entry.runtime == null) {
      throw new IllegalStateException("Buttress does not run");
    }
    if (--entry.users == 0) {
      entries.remove(application);
      entry.runtime.close();
    }
  }

  /**
   * The runtime of an application; if there is none of that class loader, the only one there is.
   *
   * @param application null for a thread without a context class loader
   */
  public synchronized Optional<R> find(@Nullable ClassLoader application) {
    Entry<R> entry = entries.get(application);
    if (entry == null && entries.size() == 1) {
      entry = entries.values().iterator().next();
    }
    return entry == null ? Optional.empty() : Optional.ofNullable(entry.runtime);
  }
}
