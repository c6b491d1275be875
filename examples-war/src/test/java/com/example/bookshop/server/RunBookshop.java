package com.example.bookshop.server;

import io.buttress.embedded.EmbeddedRedis;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs the Bookshop until it is interrupted: {@code RunBookshop wildfly|payara HOME WAR PORT}.
 * Redis and the server are its children and end with it.
 */
public final class RunBookshop {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(250);

  private RunBookshop() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    try {
      run(args[0], Path.of(args[1]), Path.of(args[2]), Integer.parseInt(args[3]));
    } catch (CannotRunException e) {
      System.err.println("\n" + e.getMessage() + "\n");
      System.exit(1);
    }
  }

  private static void run(String name, Path home, Path war, int port)
      throws IOException, InterruptedException {
    AppServer server = AppServer.named(name, home);
    ServerPorts ports = portsWithHttp(port);
    endWithMaven();
    try (FileLock onlyOne = lock(home);
        EmbeddedRedis redis = EmbeddedRedis.start();
        RedisSwitch redisSwitch = RedisSwitch.of(redis)) {
      server.makeFresh(ports);
      Files.copy(war, server.deployments().resolve("bookshop.war"));
      Path log = war.resolveSibling("run-" + name + ".log");
      Process process = start(server, ports, redis, log);
      Runtime.getRuntime().addShutdownHook(new Thread(() -> end(process)));
      String url = "http://127.0.0.1:" + ports.http() + "/bookshop";
      System.out.printf("Starting the Bookshop on %s; its log is %s%n", name, log);
      awaitAnswer(url, process, log);
      System.out.println(Welcome.text(url, redis, redisSwitch));
      process.waitFor();
    }
  }

  private static ServerPorts portsWithHttp(int port) {
    try {
      return ServerPorts.withHttp(port);
    } catch (UncheckedIOException e) {
      System.out.println("Port " + port + " of 127.0.0.1 is in use: the Bookshop takes another.");
      return ServerPorts.free();
    }
  }

  /** Or a second run would pull the files from under the first one. */
  private static FileLock lock(Path home) throws IOException {
    FileChannel file =
        FileChannel.open(
            home.resolve("run.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock = file.tryLock();
    if (lock == null) {
      throw new CannotRunException(
          "Another run of this checkout uses " + home + ". End that first.");
    }
    return lock;
  }

  private static Process start(AppServer server, ServerPorts ports, EmbeddedRedis redis, Path log)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(server.startCommand(ports))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().put("BUTTRESS_REDIS_URI", redis.uri());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    // Or the script would hide the signal that ends it from the server.
    builder.environment().put("LAUNCH_JBOSS_IN_BACKGROUND", "true");
    return builder.start();
  }

  private static void awaitAnswer(String url, Process process, Path log)
      throws IOException, InterruptedException {
    long start = System.nanoTime();
    while (!answers(url)) {
      if (process.waitFor(BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS)
          || System.nanoTime() - start > PATIENCE.toNanos()) {
        throw new CannotRunException("The Bookshop does not come up:\n" + lastLines(log));
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

  private static String lastLines(Path log) throws IOException {
    List<String> lines = Files.readAllLines(log);
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
  }

  /** A Maven that is killed can't interrupt what it started. */
  private static void endWithMaven() {
    ProcessHandle.current()
        .parent()
        .ifPresent(maven -> maven.onExit().thenRun(() -> System.exit(0)));
  }

  private static void end(Process process) {
    List<ProcessHandle> all = process.descendants().toList();
    process.destroy();
    all.forEach(ProcessHandle::destroy);
    all.forEach(RunBookshop::awaitEnd);
  }

  private static void awaitEnd(ProcessHandle child) {
    try {
      child.onExit().get(20, TimeUnit.SECONDS);
    } catch (Exception tooSlow) {
      child.destroyForcibly();
    }
  }

  /** Something that whoever has typed the command can mend. */
  private static final class CannotRunException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CannotRunException(String message) {
      super(message);
    }
  }
}
