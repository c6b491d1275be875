package io.buttress.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** One life of a redis-server: from its start to its end. The folder outlives it. */
final class RedisProcess {
  private static final Duration SIGNAL_LIMIT = Duration.ofSeconds(10);

  private static final int BUSY_TRIES = 500;
  private static final Duration BUSY_PAUSE = Duration.ofMillis(10);

  private final Process process;
  private final Path log;

  private RedisProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /** Starts the executable in the folder with redis.conf beside it. */
  static RedisProcess start(Path folder, boolean sentinel) throws IOException {
    List<String> command =
        sentinel
            ? List.of("./redis-server", "./redis.conf", "--sentinel")
            : List.of("./redis-server", "./redis.conf");
    Path log = folder.resolve("redis.log");
    ProcessBuilder server =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    Process process = startFresh(server);
    try {
      Watchdog.guard(process, folder);
    } catch (IOException | RuntimeException e) {
      process.destroyForcibly();
      throw e;
    }
    return new RedisProcess(process, log);
  }

  /**
   * Starts an executable that was written a moment ago. Another process of this JVM that was forked
   * in that moment holds the file open for writing until it becomes its own program, and as long as
   * that lasts the system refuses to run it.
   */
  private static Process startFresh(ProcessBuilder server) throws IOException {
    for (int i = 1; ; i++) {
      try {
        return server.start();
      } catch (IOException e) {
        if (i == BUSY_TRIES || !String.valueOf(e.getMessage()).contains("error=26")) {
          throw e;
        }
        LockSupport.parkNanos(BUSY_PAUSE.toNanos());
      }
    }
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  void awaitEnd() throws InterruptedException {
    process.waitFor();
  }

  /** SIGKILL, and waits for the end. Works on a stopped process too. */
  void kill() {
    process.destroyForcibly();
    process.onExit().orTimeout(SIGNAL_LIMIT.toSeconds(), TimeUnit.SECONDS).join();
  }

  void stop() {
    signal("STOP");
    Path stat = Path.of("/proc", Long.toString(pid()), "stat");
    if (Files.exists(stat)) {
      Patience.until("stop of " + pid(), () -> stateIn(Files.readString(stat)) == 'T');
    }
  }

  void goOn() {
    signal("CONT");
  }

  private static char stateIn(String stat) {
    // "pid (name) state ...", and the name may hold anything, brackets too.
    return stat.charAt(stat.lastIndexOf(')') + 2);
  }

  private void signal(String name) {
    try {
      Process kill =
          new ProcessBuilder("kill", "-" + name, Long.toString(pid())).inheritIO().start();
      if (!kill.waitFor(SIGNAL_LIMIT.toSeconds(), TimeUnit.SECONDS) || kill.exitValue() != 0) {
        throw new EmbeddedRedisException("SIG" + name + " did not reach " + pid());
      }
    } catch (IOException e) {
      throw new EmbeddedRedisException("cannot send SIG" + name, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EmbeddedRedisException("interrupted while sending SIG" + name, e);
    }
  }

  /** What the server wrote, for the message of a failed start. */
  String log() {
    try {
      return Files.readString(log, StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "(no log: " + e + ")";
    }
  }

  static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new EmbeddedRedisException("cannot remove " + folder, e);
    }
  }
}
