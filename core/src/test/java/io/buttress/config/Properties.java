package io.buttress.config;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.buttress.error.ConfigurationException;
import io.buttress.ratelimit.RateLimitPolicy;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Properties in a test, and what is read from them. */
record Properties(Map<String, String> texts) {
  static Properties of(String... namesAndValues) {
    Map<String, String> texts = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      texts.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    return new Properties(texts);
  }

  static SettingsReader reader() {
    return new SettingsReader(
        new UserClasses(
            Properties.class.getClassLoader(),
            type -> {
              try {
                return type.getConstructor().newInstance();
              } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
              }
            }));
  }

  Properties with(String prefix, String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(texts);
    more.put(prefix + name, value);
    return new Properties(more);
  }

  Snapshot snapshot() {
    return Snapshot.of(Map.of()).with("", texts, "test");
  }

  Settings read() {
    return reader().read(snapshot());
  }

  RateLimitPolicy policy() {
    List<RateLimitPolicy> policies = read().rateLimit().policies();
    if (policies.size() != 1) {
      throw new AssertionError(policies);
    }
    return policies.get(0);
  }

  Optional<RateLimitPolicy> annotated(String name, Map<String, String> settings) {
    return reader().policy(snapshot(), name, settings, "annotation");
  }

  List<String> mistakes() {
    ConfigurationException thrown = catchThrowableOfType(ConfigurationException.class, this::read);
    if (thrown == null) {
      throw new AssertionError("no mistake found in " + texts);
    }
    return thrown.mistakes();
  }
}
