package io.buttress.ratelimit.internal;

/**
 * What was counted in a window and the one before it.
 *
 * @param length the window in microseconds
 * @param index which window it is: instant / length
 * @param previous the cost charged in the window before
 * @param current the cost charged in this window
 */
record Windows(long length, long index, long previous, long current) {
  /** The same at a later instant, in microseconds; nothing carries over to windows further on. */
  Windows at(long now) {
    long present = now / length;
    if (present <= index) {
      return this;
    }
    return new Windows(length, present, present == index + 1 ? current : 0, 0);
  }

  /** After a charge: never below 0, never above the most there can be. */
  Windows plus(long cost, long most) {
    return new Windows(length, index, previous, Math.max(Math.min(current + cost, most), 0));
  }

  /** How long this window has been running, in microseconds, below its length. */
  long elapsed(long now) {
    // A thread that was held up may come with an instant before a window that another began.
    return Math.min(Math.max(now - index * length, 0), length - 1);
  }
}
