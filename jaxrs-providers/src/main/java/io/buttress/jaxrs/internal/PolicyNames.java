package io.buttress.jaxrs.internal;

import io.buttress.error.ConfigurationException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which annotation a policy's name belongs to. Two that ask for different things under one name
 * would count on top of each other, and so would two classes that happen to have the same name.
 */
final class PolicyNames {
  private final Map<String, AskedPolicy> owners = new HashMap<>();

  /**
   * Notes who asks for a policy.
   *
   * @throws ConfigurationException if its name belongs to something else
   */
  synchronized void claim(AskedPolicy asked) {
    AskedPolicy first = owners.putIfAbsent(asked.name(), asked);
    if (first == null) {
      return;
    }
    boolean conflict = !first.owner().equals(asked.owner()) || !first.said().equals(asked.said());
    // Who only refers to a policy by name takes it as it is.
    boolean refers =
        first.owner().equals(asked.owner()) && (first.said().isEmpty() || asked.said().isEmpty());
    if (conflict && !refers) {
      throw new ConfigurationException(
          List.of(
              asked.source()
                  + " and "
                  + first.source()
                  + " ask for different policies of the same name, "
                  + asked.name()
                  + ": give one of them a name of its own, such as policy = \""
                  + asked.name()
                  + "-2\""));
    }
  }
}
