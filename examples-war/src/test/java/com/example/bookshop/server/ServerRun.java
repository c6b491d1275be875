package com.example.bookshop.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** An application server in a process of its own, which ends with this JVM. */
final class ServerRun {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(250);
  private static final int SECONDS_TO_END = 20;

  private final Process process;
  private final Path log;

  private ServerRun(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /**
   * Starts a server.
   *
   * @param environment variables beside those of this process
   * @param log where it prints to
   */
  static ServerRun start(
      AppServer server, ServerPorts ports, Map<String, String> environment, Path log) {
    ProcessBuilder builder =
        new ProcessBuilder(server.startCommand(ports))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().putAll(environment);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    // Or the script would hide the signal that ends it from the server.
    builder.environment().put("LAUNCH_JBOSS_IN_BACKGROUND", "true");
    try {
      ServerRun run = new ServerRun(builder.start(), log);
      Runtime.getRuntime().addShutdownHook(new Thread(run::end));
      return run;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Waits until the Bookshop answers there.
   *
   * @throws DoesNotComeUpException if it ends before, or needs more than 3 minutes
   */
  void awaitAnswer(String url) throws InterruptedException {
    long start = System.nanoTime();
    while (!answers(url)) {
      if (process.waitFor(BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS)
          || System.nanoTime() - start > PATIENCE.toNanos()) {
        throw new DoesNotComeUpException("The Bookshop does not come up:\n" + lastLines(log));
      }
    }
  }

  private static boolean answers(String url) throws InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/ping")).build();
    try {
      return HttpClient.newHttpClient()
              .send(request, HttpResponse.BodyHandlers.discarding())
              .statusCode()
          == 200;
    } catch (IOException notYet) {
      return false;
    }
  }

  private static String lastLines(Path log) {
    try {
      List<String> lines = Files.readAllLines(log);
      return String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean isRunning() {
    return process.isAlive();
  }

  /** Waits until it has ended. */
  void awaitEnd() throws InterruptedException {
    process.waitFor();
  }

  /** Asks it to end, and sees to it that it does. */
  void end() {
    List<ProcessHandle> all = all();
    all.forEach(ProcessHandle::destroy);
    all.forEach(ServerRun::awaitEnd);
  }

  /** Ends it as a power cut does. */
  void kill() {
    List<ProcessHandle> all = all();
    all.forEach(ProcessHandle::destroyForcibly);
    all.forEach(handle -> handle.onExit().join());
  }

  /** The parents first: they might start their children again. */
  private List<ProcessHandle> all() {
    return Stream.concat(Stream.of(process.toHandle()), process.descendants()).toList();
  }

  private static void awaitEnd(ProcessHandle handle) {
    try {
      handle.onExit().get(SECONDS_TO_END, TimeUnit.SECONDS);
    } catch (Exception tooSlow) {
      handle.destroyForcibly();
    }
  }

  /** The server or the application does not start. */
  static final class DoesNotComeUpException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DoesNotComeUpException(String message) {
      super(message);
    }
  }
}
