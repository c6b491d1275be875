package io.buttress.config;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;

/**
 * A properties file of the operator's, outside of the application, whose settings win. What lies in
 * a WAR can't change while the application runs; this can, on every server.
 */
final class SettingsFile {
  private static final String NAME = GeneralTable.PREFIX + GeneralTable.SETTINGS_FILE.name();

  private SettingsFile() {}

  /** The snapshot with the file's settings on top, or with a mistake if it can't be read. */
  static Snapshot over(Snapshot snapshot) {
    Optional<Snapshot.Value> named = snapshot.find(NAME);
    if (named.isEmpty()) {
      return snapshot;
    }
    String file = named.get().text().strip();
    try {
      return snapshot.with("", read(file), "file " + file);
    } catch (IOException | IllegalArgumentException e) {
      List<String> mistakes = new ArrayList<>(snapshot.unreadable());
      String source = named.get().source();
      mistakes.add(NAME + " = '" + file + "' (" + source + "): can't be read: " + e);
      return new Snapshot(snapshot.values(), mistakes, snapshot.strangers());
    }
  }

  private static Map<String, String> read(String file) throws IOException {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(Path.of(file))) {
      properties.load(reader);
    }
    Map<String, String> texts = new TreeMap<>();
    properties.stringPropertyNames().forEach(name -> texts.put(name, properties.getProperty(name)));
    return texts;
  }
}
