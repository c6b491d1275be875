package io.buttress.config;

import io.buttress.text.Nearest;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** Reads the settings under one prefix, and notes what is wrong with them. */
public final class Group {
  private final String prefix;
  private final Snapshot snapshot;
  private final Mistakes mistakes;

  Group(String prefix, Snapshot snapshot, Mistakes mistakes) {
    this.prefix = prefix;
    this.snapshot = snapshot;
    this.mistakes = mistakes;
  }

  /** What the names of all its properties start with. */
  public String prefix() {
    return prefix;
  }

  Snapshot snapshot() {
    return snapshot;
  }

  Mistakes mistakes() {
    return mistakes;
  }

  /** Whether something is written for the setting. */
  public boolean has(Setting<?> setting) {
    return snapshot.find(prefix + setting.name()).isPresent();
  }

  /** The value, or the default; empty if there is neither, or if the value is a mistake. */
  public <T> Optional<T> find(Setting<T> setting) {
    String name = prefix + setting.name();
    Optional<Snapshot.Value> value = snapshot.find(name);
    if (value.isEmpty()) {
      return setting.standard().map(setting.type().parse());
    }
    return parse(name, value.get(), setting.type());
  }

  /**
   * The value of a setting that has a default; the default if the value is a mistake.
   *
   * @throws java.util.NoSuchElementException if the setting has no default and nothing is written
   */
  public <T> T get(Setting<T> setting) {
    return find(setting)
        .orElseGet(() -> setting.type().parse().apply(setting.standard().orElseThrow()));
  }

  /** What is made of a text that depends on more than itself. */
  <T> Optional<T> find(Setting<String> setting, Function<String, T> meaning) {
    ValueType<T> type =
        ValueType.of(
            setting.type().allowed(), text -> meaning.apply(setting.type().parse().apply(text)));
    return find(new Setting<>(setting.name(), type, setting.standard()));
  }

  /** Empty if the value is a mistake, which is noted then. */
  <T> Optional<T> parse(String name, Snapshot.Value value, ValueType<T> type) {
    try {
      return Optional.of(type.parse().apply(value.text()));
    } catch (IllegalArgumentException e) {
      String reason = e.getMessage() == null ? "allowed is " + type.allowed() : e.getMessage();
      mistakes.badValue(name, type.shown().apply(value.text()), value.source(), reason);
      return Optional.empty();
    }
  }

  /** Notes a mistake if the setting names a policy of the rate limiter that has no limits. */
  public void noteUnlessLimited(Setting<String> setting) {
    Set<String> known = new TreeSet<>();
    FeatureSettings.of(RateLimitTable.FEATURE, snapshot, new Mistakes())
        .policies()
        .forEach(
            (name, policy) -> {
              if (policy.has(PolicyTable.LIMITS)) {
                known.add(name);
              }
            });
    find(setting)
        .filter(name -> !known.contains(name))
        .ifPresent(name -> note(setting, "there is no such policy" + Nearest.hint(name, known)));
  }

  /** Notes a mistake of a setting that only shows beside others. */
  public void note(Setting<?> setting, String reason) {
    String name = prefix + setting.name();
    snapshot
        .find(name)
        .ifPresentOrElse(
            value ->
                mistakes.badValue(
                    name, setting.type().shown().apply(value.text()), value.source(), reason),
            () -> mistakes.add(name + " (not set): " + reason));
  }
}
