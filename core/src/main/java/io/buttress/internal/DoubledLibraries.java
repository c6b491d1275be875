package io.buttress.internal;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URL;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Libraries that lie twice in WEB-INF/lib, as where Buttress's jars were copied beside an
 * application that had one of them already. Which of the two counts is the container's choice; and
 * an SLF4J of another version than the application's finds none of its loggers, which nobody would
 * miss before the day that they are needed.
 */
final class DoubledLibraries {
  private static final Logger LOG = System.getLogger("io.buttress.Buttress");

  /** Of each library that Buttress brings, a class that all of its versions have. */
  private static final List<String> CLASSES =
      List.of(
          "com/github/benmanes/caffeine/cache/Caffeine.class",
          "io/github/resilience4j/circuitbreaker/CircuitBreaker.class",
          "org/apache/commons/pool2/impl/GenericObjectPool.class",
          "org/eclipse/microprofile/config/Config.class",
          "org/greenbytes/http/sfv/Parser.class",
          "org/slf4j/Logger.class",
          "redis/clients/jedis/Jedis.class");

  private static final Pattern JAR = Pattern.compile("/WEB-INF/lib/([^/!]+\\.jar)");

  private DoubledLibraries() {}

  /** A warning for each. */
  static void warn(ClassLoader application) {
    for (Set<String> jars : find(application)) {
      LOG.log(
          Level.WARNING,
          "WEB-INF/lib has {0}: which of them counts is chance. Keep one; of slf4j-api the one"
              + " that the application had",
          String.join(" and ", jars));
    }
  }

  /** The names of jars that bring the same library; what the server has does not count. */
  static List<Set<String>> find(ClassLoader application) {
    return CLASSES.stream()
        .map(name -> jarsWith(name, application))
        .filter(jars -> jars.size() > 1)
        .toList();
  }

  private static Set<String> jarsWith(String name, ClassLoader application) {
    Set<String> jars = new TreeSet<>();
    try {
      for (URL place : Collections.list(application.getResources(name))) {
        Matcher jar = JAR.matcher(place.toString());
        if (jar.find()) {
          jars.add(jar.group(1));
        }
      }
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "The libraries can't be looked through", e);
    }
    return jars;
  }
}
