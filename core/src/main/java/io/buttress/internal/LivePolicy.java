package io.buttress.internal;

import java.util.Map;
import java.util.Optional;

/** A policy that an annotation asked for; follows the settings. */
final class LivePolicy<P> {
  private final Key key;
  private volatile Optional<P> current;

  /**
   * What was asked for.
   *
   * @param settings what the annotation says
   * @param source where it stands
   */
  record Key(String name, Map<String, String> settings, String source) {
    Key {
      settings = Map.copyOf(settings);
    }
  }

  LivePolicy(Key key, Optional<P> current) {
    this.key = key;
    this.current = current;
  }

  Key key() {
    return key;
  }

  /** As it is now; empty if its feature is switched off. */
  Optional<P> find() {
    return current;
  }

  /** As it is now, of a feature whose policies are there also when it is switched off. */
  P get() {
    return current.orElseThrow();
  }

  void become(Optional<P> policy) {
    current = policy;
  }
}
