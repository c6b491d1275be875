package io.buttress.servlet.internal;

import jakarta.servlet.AsyncContext;
import java.util.function.Consumer;

/**
 * Is told of the asynchronous work that uses a response.
 *
 * @param started takes each at its start
 * @param completing runs before the application completes it
 */
record AsyncWatch(Consumer<AsyncContext> started, Runnable completing) {
  static final AsyncWatch NONE = new AsyncWatch(any -> {}, () -> {});
}
