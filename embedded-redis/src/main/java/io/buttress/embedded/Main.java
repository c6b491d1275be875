package io.buttress.embedded;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs an embedded Redis until it is killed: {@code java -cp ... Main [--port N]}. */
public final class Main {
  private static final int DEFAULT_PORT = 16_379;
  private static final String USAGE =
      "usage: io.buttress.embedded.Main [--port N]   (default " + DEFAULT_PORT + ", 0: a free one)";

  private Main() {}

  /** Prints the server's URI as its first line, and returns when the server has ended. */
  public static void main(String[] args) throws InterruptedException {
    int port;
    try {
      port = portFrom(List.of(args));
    } catch (IllegalArgumentException e) {
      fail(USAGE);
      return;
    }
    try (EmbeddedRedis redis = EmbeddedRedis.start(options -> options.port(port))) {
      System.out.println(redis.uri());
      redis.awaitEnd();
    } catch (EmbeddedRedisException e) {
      fail(e.getMessage());
    }
  }

  static int portFrom(List<String> args) {
    if (args.isEmpty()) {
      return DEFAULT_PORT;
    }
    if (args.size() == 2 && args.get(0).equals("--port")) {
      return Integer.parseInt(args.get(1));
    }
    throw new IllegalArgumentException(USAGE);
  }

  private static void fail(@Nullable String message) {
    System.err.println(message);
    System.exit(1);
  }
}
