package io.buttress.config;

import java.util.Optional;

/**
 * One setting: reading, the check for unknown names, messages and the reference are derived from
 * this.
 *
 * @param name kebab-case, without the prefix of its group
 * @param type what may be written
 * @param standard the default as it would be written; empty: there is none
 */
public record Setting<T>(String name, ValueType<T> type, Optional<String> standard) {
  /** With a default, as it would be written. */
  public static <T> Setting<T> of(String name, ValueType<T> type, String standard) {
    return new Setting<>(name, type, Optional.of(standard));
  }

  /** Without a default. */
  public static <T> Setting<T> of(String name, ValueType<T> type) {
    return new Setting<>(name, type, Optional.empty());
  }
}
