package io.buttress.redis;

import io.buttress.error.ConfigurationException;
import java.lang.reflect.InvocationTargetException;
import java.util.List;

/**
 * The Redis behind {@code buttress.redis.uri=embedded:}, a process that the development jar starts.
 *
 * <p>That jar is known by the name of its class and not by a service interface: an interface in
 * core would make the jar depend on core, whose own tests need the jar. Nor is this a point to
 * extend; {@code embedded:} means that jar and nothing else. See docs/adr/0001.
 */
public final class DevelopmentRedis implements AutoCloseable {
  private static final String STARTER = "io.buttress.embedded.EmbeddedRedis";
  private static final String MISSING =
      "buttress.redis.uri=embedded: works only with the development jar on the class path; add"
          + " io.buttress:buttress-embedded-redis, or name a Redis: redis://host:6379";

  private final AutoCloseable server;
  private final String uri;

  private DevelopmentRedis(AutoCloseable server, String uri) {
    this.server = server;
    this.uri = uri;
  }

  /**
   * Starts a server on a free port of the loopback interface.
   *
   * @throws ConfigurationException if the development jar is not there, or has no Redis for this
   *     machine
   */
  public static DevelopmentRedis start() {
    return start(DevelopmentRedis.class.getClassLoader());
  }

  static DevelopmentRedis start(ClassLoader loader) {
    try {
      Class<?> starter = Class.forName(STARTER, true, loader);
      AutoCloseable server = (AutoCloseable) starter.getMethod("start").invoke(null);
      return new DevelopmentRedis(server, (String) starter.getMethod("uri").invoke(server));
    } catch (ClassNotFoundException e) {
      throw mistake(MISSING, e);
    } catch (InvocationTargetException e) {
      throw mistake("buttress.redis.uri=embedded: " + e.getTargetException().getMessage(), e);
    } catch (ReflectiveOperationException e) {
      throw mistake("buttress.redis.uri=embedded: the development jar is of another version", e);
    }
  }

  private static ConfigurationException mistake(String message, Throwable cause) {
    ConfigurationException mistake = new ConfigurationException(List.of(message));
    mistake.initCause(cause);
    return mistake;
  }

  /** Where the server listens, as {@code redis://127.0.0.1:port}. */
  public String uri() {
    return uri;
  }

  /** Ends the server. */
  @Override
  public void close() {
    try {
      server.close();
    } catch (Exception e) {
      throw new IllegalStateException("the embedded Redis did not end", e);
    }
  }
}
