package io.buttress.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * A real Redis server in a process of its own, on the loopback interface, for development and
 * tests. It keeps nothing on disk unless told to, and ends with this object or with the JVM.
 *
 * <p>Redis 7.0.15 for Linux (amd64, arm64, x86) and macOS (amd64, arm64), or the server that the
 * system property {@code io.buttress.embedded.redis-server} names by its path. Safe for use by many
 * threads.
 */
public final class EmbeddedRedis implements AutoCloseable {
  private static final int PORTS_TO_TRY = 5;

  private final RedisOptions options;
  private final int port;
  private final Path folder;
  private RedisProcess process;
  private boolean closed;

  private EmbeddedRedis(RedisOptions options, int port) throws IOException {
    this.options = options;
    this.port = port;
    this.folder = Files.createTempDirectory("buttress-redis-").toRealPath();
    try {
      RedisBinary.putInto(folder);
      Files.writeString(folder.resolve("redis.conf"), options.toConf(port, folder.toString()));
      this.process = launch();
    } catch (IOException | RuntimeException e) {
      RedisProcess.delete(folder);
      throw e;
    }
  }

  /**
   * Starts a server on a free port and waits until it answers.
   *
   * @throws EmbeddedRedisException if there is no server for this machine, or it does not start
   */
  public static EmbeddedRedis start() {
    return start(options -> {});
  }

  /**
   * Starts a server and waits until it answers.
   *
   * @param configuration sets the options, such as {@code o -> o.with("maxmemory", "10mb")}
   * @throws EmbeddedRedisException if there is no server for this machine, or it does not start
   */
  public static EmbeddedRedis start(Consumer<RedisOptions> configuration) {
    RedisOptions options = new RedisOptions();
    configuration.accept(options);
    if (!options.wantsAnyPort() && !FreePort.isFree(options.port())) {
      throw new EmbeddedRedisException("port " + options.port() + " of 127.0.0.1 is in use");
    }
    // Between 'it is free' and 'it is ours' somebody else may take a port.
    for (int i = 1; ; i++) {
      int port = options.wantsAnyPort() ? FreePort.find() : options.port();
      try {
        return new EmbeddedRedis(options, port);
      } catch (EmbeddedRedisException e) {
        if (i == PORTS_TO_TRY || !options.wantsAnyPort() || !isPortTaken(e)) {
          throw e;
        }
      } catch (IOException e) {
        throw new EmbeddedRedisException("cannot start redis-server", e);
      }
    }
  }

  private static boolean isPortTaken(EmbeddedRedisException e) {
    return String.valueOf(e.getMessage()).contains("in use");
  }

  private RedisProcess launch() throws IOException {
    RedisProcess started = RedisProcess.start(folder, options.isSentinel());
    try {
      Patience.until("start on port " + port, () -> !started.isAlive() || answersAs(started));
    } catch (RuntimeException e) {
      started.kill();
      throw e;
    }
    if (!started.isAlive()) {
      throw new EmbeddedRedisException("redis-server ended at its start:\n" + started.log());
    }
    return started;
  }

  /**
   * Does this very process answer? Where two took the same port, the one that came too late would
   * otherwise be held for running, as long as it has not ended, by the answers of the other.
   */
  private boolean answersAs(RedisProcess started) throws IOException {
    try (RedisConversation redis = converse()) {
      return redis.call("PING").equals("PONG")
          && redis.call("INFO", "server").contains("process_id:" + started.pid() + "\r\n");
    }
  }

  /** The port on 127.0.0.1; the same over restarts. */
  public int port() {
    return port;
  }

  /** Where it listens, as {@code 127.0.0.1:port}. */
  public String address() {
    return "127.0.0.1:" + port;
  }

  /**
   * Where a client connects to: {@code redis://127.0.0.1:port}, with the password if it has one.
   */
  public String uri() {
    String password = options.passwordOrEmpty();
    return "redis://" + (password.isEmpty() ? "" : ":" + password + "@") + address();
  }

  /** The id of the server's process; another one after a restart. */
  public synchronized long pid() {
    return process.pid();
  }

  /** Is there a process? True as well while it hangs. */
  public synchronized boolean isRunning() {
    return process.isAlive();
  }

  /** Ends the process with SIGKILL: connections break at once. {@link #restart} brings it back. */
  public synchronized void kill() {
    process.kill();
  }

  /** Stops the process with SIGSTOP: it accepts connections and never answers. */
  public synchronized void hang() {
    process.stop();
  }

  /** Lets a hung process go on, with SIGCONT. */
  public synchronized void resume() {
    process.goOn();
  }

  /**
   * Starts it again on the same port, killing it before if it runs, and waits until it answers.
   * Data and scripts are gone unless it was started with {@code appendonly yes}.
   */
  public synchronized void restart() {
    if (closed) {
      throw new IllegalStateException("closed");
    }
    process.kill();
    Patience.until("port " + port + " free again", () -> FreePort.isFree(port));
    try {
      process = launch();
    } catch (IOException e) {
      throw new EmbeddedRedisException("cannot start redis-server again", e);
    }
  }

  /**
   * Sends one command over a connection of its own.
   *
   * @return the answer as text; an array is joined by line ends, nested ones too, a nil is empty
   * @throws EmbeddedRedisException if Redis answers with an error, or not at all within 5 s
   */
  public String command(String... words) {
    return String.join("\n", commandForList(words));
  }

  List<String> commandForList(String... words) {
    try (RedisConversation redis = converse()) {
      return redis.callForList(words);
    } catch (IOException e) {
      throw new EmbeddedRedisException(words[0] + " on port " + port, e);
    }
  }

  private RedisConversation converse() throws IOException {
    return new RedisConversation(port, options.passwordOrEmpty());
  }

  /** Waits until the process ends, whoever ends it. */
  public void awaitEnd() throws InterruptedException {
    RedisProcess current;
    synchronized (this) {
      current = process;
    }
    current.awaitEnd();
  }

  /** Ends the process and removes what it left on disk. A second call does nothing. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    process.kill();
    RedisProcess.delete(folder);
  }
}
