package io.buttress.jobs;

import org.jspecify.annotations.Nullable;

/** The handlers of an application, for code that has no CDI beans. */
public interface JobHandlers {
  /** Does jobs. */
  @FunctionalInterface
  interface Handler<T> {
    /**
     * Does one.
     *
     * @return its result, which is written by JSON-B where somebody wants it; null for none
     */
    @Nullable Object handle(T payload, JobContext context) throws Exception;
  }

  /**
   * Adds a handler with what is usual.
   *
   * @throws IllegalArgumentException if the type has one already
   */
  default <T> JobHandlers add(String type, Class<T> payload, Handler<T> handler) {
    return add(type, payload, HandlerSettings.STANDARD, handler);
  }

  /**
   * Adds a handler.
   *
   * @throws IllegalArgumentException if the type has one already
   */
  <T> JobHandlers add(String type, Class<T> payload, HandlerSettings settings, Handler<T> handler);
}
