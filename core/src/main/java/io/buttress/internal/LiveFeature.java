package io.buttress.internal;

import io.buttress.config.Settings;
import io.buttress.config.SettingsReader;
import io.buttress.config.Snapshot;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The engines and policies of one feature, and how they follow the settings.
 *
 * @param <E> the engines, one for each set of settings on top of the properties
 * @param <P> the policies
 */
abstract class LiveFeature<E, P> {
  private final LiveSettings properties;
  private final String prefix;
  private final Function<Settings, Map<String, P>> policies;
  private final Map<Overlay, E> engines = new LinkedHashMap<>();
  private final Map<LivePolicy.Key, LivePolicy<P>> annotated = new LinkedHashMap<>();
  private volatile Map<String, P> named;

  /** Settings of a filter on top of the properties. */
  private record Overlay(Map<String, String> overrides, String source) {
    Overlay {
      overrides = Map.copyOf(overrides);
    }
  }

  /**
   * @param policies those that the properties alone make
   * @param name of a policy
   */
  LiveFeature(
      LiveSettings properties,
      String prefix,
      Function<Settings, List<P>> policies,
      Function<P, String> name) {
    this.properties = properties;
    this.prefix = prefix;
    this.policies =
        policies.andThen(
            all -> all.stream().collect(Collectors.toUnmodifiableMap(name, Function.identity())));
    this.named = this.policies.apply(properties.now());
  }

  /** The engine of the properties, with settings on top. */
  E engine(Map<String, String> overrides, String source) {
    Overlay overlay = new Overlay(overrides, overrides.isEmpty() ? "" : source);
    synchronized (properties) {
      return engines.computeIfAbsent(
          overlay, missing -> open(read(missing, properties.snapshot(), properties.now())));
    }
  }

  private Settings read(Overlay overlay, Snapshot snapshot, Settings beneath) {
    return overlay.overrides().isEmpty()
        ? beneath
        : reader().read(snapshot.with(prefix, overlay.overrides(), overlay.source()));
  }

  /** The policy that an annotation asks for. */
  LivePolicy<P> policy(String name, Map<String, String> settings, String source) {
    LivePolicy.Key key = new LivePolicy.Key(name, settings, source);
    synchronized (properties) {
      return annotated.computeIfAbsent(
          key, missing -> new LivePolicy<>(missing, read(missing, properties.snapshot())));
    }
  }

  /** The policies that annotations have asked for up to now. */
  List<LivePolicy<P>> annotated() {
    synchronized (properties) {
      return List.copyOf(annotated.values());
    }
  }

  /** The policies that the properties alone make, as they are now; others are another map. */
  Map<String, P> named() {
    return named;
  }

  /** A policy that the properties alone make, as it is now. */
  Optional<P> configured(String name) {
    return Optional.ofNullable(named.get(name));
  }

  /**
   * What has to be done to follow settings that have changed; nothing has changed before it is.
   *
   * @param settings what the properties alone say
   * @throws io.buttress.error.ConfigurationException if settings on top of them have mistakes
   */
  List<Runnable> changes(Snapshot changed, Settings settings) {
    List<Runnable> changes = new ArrayList<>();
    engines.forEach(
        (overlay, engine) -> changes.add(change(engine, read(overlay, changed, settings))));
    for (LivePolicy<P> policy : annotated.values()) {
      Optional<P> read = read(policy.key(), changed);
      changes.add(() -> policy.become(read));
    }
    Map<String, P> byName = policies.apply(settings);
    changes.add(() -> named = byName);
    return changes;
  }

  LiveSettings properties() {
    return properties;
  }

  SettingsReader reader() {
    return properties.reader();
  }

  abstract E open(Settings settings);

  /** What has to be done for an engine to follow other settings. */
  abstract Runnable change(E engine, Settings settings);

  /** A policy that an annotation asks for; empty if the feature is switched off. */
  abstract Optional<P> read(LivePolicy.Key key, Snapshot from);
}
