package io.buttress.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/** The features whose settings are known: those of core, and what other modules contribute. */
final class Features {
  private static final List<Feature> OF_CORE =
      List.of(
          RedisSettingsTable.FEATURE,
          RateLimitTable.FEATURE,
          IdempotencyTable.FEATURE,
          ResponseCacheTable.FEATURE);

  /** Without other modules. */
  static final Features CORE = new Features(List.of());

  private final List<FeatureSource> contributed;
  private final List<Feature> all;

  Features(List<FeatureSource> contributed) {
    this.contributed = List.copyOf(contributed);
    List<Feature> features = new ArrayList<>(OF_CORE);
    for (FeatureSource source : contributed) {
      Feature feature = source.feature();
      if (features.stream().anyMatch(known -> known.name().equals(feature.name()))) {
        throw new IllegalStateException(
            source.getClass().getName() + ": there is a feature " + feature.name() + " already");
      }
      features.add(feature);
    }
    this.all = List.copyOf(features);
  }

  /** With what the modules contribute that an application has on its class path. */
  static Features of(ClassLoader loader) {
    return new Features(
        ServiceLoader.load(FeatureSource.class, loader).stream()
            .map(ServiceLoader.Provider::get)
            .toList());
  }

  List<Feature> all() {
    return all;
  }

  /** The feature of that name, without {@code buttress.}. */
  Optional<Feature> named(String name) {
    return all.stream().filter(feature -> feature.name().equals(name)).findFirst();
  }

  boolean knows(String property) {
    return all.stream().anyMatch(feature -> feature.knows(property))
        || (property.startsWith(GeneralTable.PREFIX)
            && GeneralTable.NAMES.contains(property.substring(GeneralTable.PREFIX.length())));
  }

  /** The properties that have one name, and not one for each policy. */
  Stream<String> fixed() {
    return Stream.concat(
        GeneralTable.NAMES.stream().map(GeneralTable.PREFIX::concat),
        all.stream()
            .flatMap(feature -> feature.generalNames().stream().map(feature.prefix()::concat)));
  }

  /** Notes what is wrong with the settings of other modules. */
  void checkContributed(Snapshot snapshot, Mistakes mistakes) {
    for (FeatureSource source : contributed) {
      FeatureSettings settings = FeatureSettings.of(source.feature(), snapshot, mistakes);
      settings.check(source.feature());
      source.check(settings);
    }
  }
}
