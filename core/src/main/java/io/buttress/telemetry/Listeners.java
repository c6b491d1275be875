package io.buttress.telemetry;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** Calls the listeners, and keeps what they throw away from requests. */
final class Listeners {
  private static final Logger LOG = System.getLogger(Listeners.class.getName());

  private final List<TelemetryListener> listeners = new CopyOnWriteArrayList<>();
  private final AtomicBoolean complained = new AtomicBoolean();

  void add(TelemetryListener listener) {
    listeners.add(listener);
  }

  boolean isEmpty() {
    return listeners.isEmpty();
  }

  void tell(Consumer<TelemetryListener> call) {
    for (TelemetryListener listener : listeners) {
      guard(() -> call.accept(listener));
    }
  }

  /** Runs a stranger's code. */
  void guard(Runnable code) {
    try {
      code.run();
    } catch (RuntimeException | LinkageError e) {
      if (complained.compareAndSet(false, true)) {
        LOG.log(Level.WARNING, "A telemetry listener or gauge fails; this is said once", e);
      }
    }
  }
}
