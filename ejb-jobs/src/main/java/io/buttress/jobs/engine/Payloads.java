package io.buttress.jobs.engine;

import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/** Writes payloads and results as text, and reads them. */
public interface Payloads {
  /**
   * Writes a value.
   *
   * @return empty for null
   * @throws IllegalArgumentException if it can't be written
   */
  String write(@Nullable Object value);

  /**
   * Reads a value.
   *
   * @return null for an empty text
   * @throws IllegalArgumentException if it can't be read
   */
  @Nullable Object read(String text, Type type);
}
