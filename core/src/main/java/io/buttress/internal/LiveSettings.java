package io.buttress.internal;

import io.buttress.config.Settings;
import io.buttress.config.SettingsReader;
import io.buttress.config.Snapshot;
import java.util.List;

/**
 * What the properties of one application say now. All features take over new settings, or none
 * does; none opens anything meanwhile, as it locks this for that.
 */
final class LiveSettings {
  private final SettingsReader reader;
  private Snapshot snapshot;
  private volatile Settings settings;

  /**
   * @throws io.buttress.error.ConfigurationException if the settings have mistakes
   */
  LiveSettings(SettingsReader reader, Snapshot snapshot) {
    this.reader = reader;
    this.snapshot = snapshot;
    this.settings = reader.read(snapshot);
  }

  SettingsReader reader() {
    return reader;
  }

  synchronized Snapshot snapshot() {
    return snapshot;
  }

  Settings now() {
    return settings;
  }

  /**
   * Takes over settings that have changed.
   *
   * @throws io.buttress.error.ConfigurationException if they have mistakes; nothing has changed
   *     then
   */
  synchronized void become(Snapshot changed, List<LiveFeature<?, ?>> features) {
    Settings read = reader.read(changed);
    List<Runnable> changes =
        features.stream().flatMap(feature -> feature.changes(changed, read).stream()).toList();
    changes.forEach(Runnable::run);
    snapshot = changed;
    settings = read;
  }
}
