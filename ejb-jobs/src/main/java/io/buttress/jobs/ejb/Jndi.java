package io.buttress.jobs.ejb;

import io.buttress.error.ConfigurationException;
import java.util.List;
import java.util.Optional;
import javax.naming.InitialContext;
import javax.naming.NamingException;

/** What the container has under a name. */
final class Jndi {
  private Jndi() {}

  /**
   * What a setting names.
   *
   * @param property the setting, for the message
   * @throws ConfigurationException if there is nothing of that name, or something else
   */
  static <T> T get(String property, String name, Class<T> type) {
    return find(name, type)
        .orElseThrow(
            () ->
                new ConfigurationException(
                    List.of(
                        property
                            + " = '"
                            + name
                            + "': the server has no "
                            + type.getName()
                            + " of that name")));
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
