package io.buttress.testing;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.microprofile.config.spi.ConfigSource;

/** A configuration source that can change while it is read, such as a database or a server. */
public final class LiveProperties implements ConfigSource {
  public static final Map<String, String> VALUES = new ConcurrentHashMap<>();

  @Override
  public Set<String> getPropertyNames() {
    return Set.copyOf(VALUES.keySet());
  }

  @Override
  public String getValue(String name) {
    return VALUES.get(name);
  }

  @Override
  public String getName() {
    return "live";
  }

  @Override
  public int getOrdinal() {
    return 500;
  }
}
