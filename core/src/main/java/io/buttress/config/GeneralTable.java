package io.buttress.config;

import java.util.List;

/** The settings right under {@code buttress.}. */
final class GeneralTable {
  static final String PREFIX = Snapshot.ROOT;

  /** Read by {@link SettingsFile}, before all others. */
  static final Setting<String> SETTINGS_FILE = Setting.of("settings-file", ValueTypes.TEXT);

  static final List<Setting<?>> ALL = List.of(SETTINGS_FILE);

  static final List<String> NAMES = ALL.stream().<String>map(Setting::name).toList();

  private GeneralTable() {}
}
