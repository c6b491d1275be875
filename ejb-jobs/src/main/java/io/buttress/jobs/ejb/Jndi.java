package io.buttress.jobs.ejb;

import java.util.Optional;
import javax.naming.InitialContext;
import javax.naming.NamingException;

/** What the container has under a name. */
final class Jndi {
  private Jndi() {}

  /**
   * @throws IllegalArgumentException if there is nothing, or something else; names it
   */
  static <T> T get(String name, Class<T> type) {
    return find(name, type)
        .orElseThrow(
            () -> new IllegalArgumentException("there is no " + type.getName() + " at " + name));
  }

  /** Empty if there is nothing, or something else. */
  @SuppressWarnings("BanJNDI") // The names are constants and those of the deployer.
  static <T> Optional<T> find(String name, Class<T> type) {
    try {
      Object found = InitialContext.doLookup(name);
      return type.isInstance(found) ? Optional.of(type.cast(found)) : Optional.empty();
    } catch (NamingException e) {
      return Optional.empty();
    }
  }
}
