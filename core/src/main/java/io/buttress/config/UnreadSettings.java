package io.buttress.config;

import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URL;
import java.net.URLConnection;
import java.util.Collections;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is written for Buttress where no MicroProfile Config reads it. Whoever has written it must
 * hear of that: an application without the limits that its properties ask for looks like one with
 * them.
 */
final class UnreadSettings {
  private static final Logger LOG = System.getLogger(UnreadSettings.class.getName());
  private static final String FILE = "META-INF/microprofile-config.properties";

  private UnreadSettings() {}

  /** Whether the name of one starts like that. */
  static boolean askFor(String prefix, ClassLoader loader) {
    Set<String> names = new TreeSet<>(System.getProperties().stringPropertyNames());
    names.addAll(ofFiles(loader));
    EnvironmentNames environment = new EnvironmentNames(Features.of(loader));
    System.getenv().keySet().stream()
        .filter(EnvironmentNames::isVariable)
        .forEach(variable -> environment.propertyOf(variable, List.of()).ifPresent(names::add));
    return names.stream().anyMatch(name -> name.startsWith(prefix));
  }

  private static Set<String> ofFiles(ClassLoader loader) {
    Properties all = new Properties();
    try {
      for (URL file : Collections.list(loader.getResources(FILE))) {
        URLConnection connection = file.openConnection();
        // A cached jar would stay open when the application has ended.
        connection.setUseCaches(false);
        try (InputStream in = connection.getInputStream()) {
          all.load(in);
        }
      }
    } catch (IOException | IllegalArgumentException e) {
      LOG.log(Level.DEBUG, "A file of settings that nobody reads can't be read", e);
    }
    return all.stringPropertyNames();
  }
}
