package io.buttress.ratelimit.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** Where {@link Windows} change without a lock. */
final class WindowsCell {
  private static final VarHandle WINDOWS;

  static {
    try {
      WINDOWS = MethodHandles.lookup().findVarHandle(WindowsCell.class, "windows", Windows.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private volatile Windows windows;

  WindowsCell(Windows windows) {
    this.windows = windows;
  }

  Windows get() {
    return windows;
  }

  boolean replace(Windows expected, Windows next) {
    return WINDOWS.compareAndSet(this, expected, next);
  }

  /** Charges without asking, or gives back what is negative. */
  void charge(long nowMicros, long cost, long most) {
    Windows stored;
    do {
      stored = windows;
    } while (!replace(stored, stored.at(nowMicros).plus(cost, most)));
  }
}
