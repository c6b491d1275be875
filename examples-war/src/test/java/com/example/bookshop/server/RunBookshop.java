package com.example.bookshop.server;

import io.buttress.embedded.EmbeddedRedis;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;

/**
 * Runs the Bookshop until it is interrupted: {@code RunBookshop wildfly|payara HOME WAR PORT}.
 * Redis and the server are its children and end with it.
 */
public final class RunBookshop {
  private RunBookshop() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    try {
      run(args[0], Path.of(args[1]), Path.of(args[2]), Integer.parseInt(args[3]));
    } catch (CannotRunException | ServerRun.DoesNotComeUpException e) {
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
      Map<String, String> environment = Map.of("BUTTRESS_REDIS_URI", redis.uri());
      ServerRun shop = ServerRun.start(server, ports, environment, log);
      String url = "http://127.0.0.1:" + ports.http() + "/bookshop";
      System.out.printf("Starting the Bookshop on %s; its log is %s%n", name, log);
      shop.awaitAnswer(url);
      System.out.println(Welcome.text(url, redis, redisSwitch));
      shop.awaitEnd();
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

  /** A Maven that is killed can't interrupt what it started. */
  private static void endWithMaven() {
    ProcessHandle.current()
        .parent()
        .ifPresent(maven -> maven.onExit().thenRun(() -> System.exit(0)));
  }

  /** Something that whoever has typed the command can mend. */
  private static final class CannotRunException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CannotRunException(String message) {
      super(message);
    }
  }
}
