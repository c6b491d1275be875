package io.buttress.benchmarks;

import io.buttress.embedded.EmbeddedRedis;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.ToDoubleFunction;

/** A server in a process of its own, and what a request costs it. */
final class MeasuredServer {
  private static final double PATIENCE_NANOS = 60e9;

  private final Process process;
  private final URI uri;

  /**
   * What one round was.
   *
   * @param perSecond requests a second
   * @param p50 microseconds
   * @param p99 microseconds
   * @param server processor time of the server, microseconds a request
   * @param redis the same of Redis
   */
  record Round(double perSecond, double p50, double p99, double server, double redis) {
    /** Processor time altogether. */
    double cpu() {
      return server + redis;
    }

    static double median(List<Round> rounds, ToDoubleFunction<Round> figure) {
      double[] sorted = rounds.stream().mapToDouble(figure).sorted().toArray();
      return sorted[sorted.length / 2];
    }
  }

  /** Makes one load. */
  @FunctionalInterface
  interface Load {
    HttpLoad.Answered on(URI uri) throws IOException, InterruptedException;
  }

  /**
   * Starts one, and waits until it answers.
   *
   * @param main gets a port and the arguments
   * @param path what is asked for
   */
  MeasuredServer(Class<?> main, String path, String... arguments)
      throws IOException, InterruptedException {
    int port = freePort();
    String host = InetAddress.getLoopbackAddress().getHostAddress();
    uri = URI.create("http://" + host + ":" + port + path);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx512m", "-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(main.getName(), Integer.toString(port)));
    command.addAll(List.of(arguments));
    process =
        new ProcessBuilder(command)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    long start = System.nanoTime();
    while (!HttpLoad.answers(uri)) {
      if (!process.isAlive() || System.nanoTime() - start > PATIENCE_NANOS) {
        throw new IllegalStateException(command + " did not start");
      }
      Thread.onSpinWait();
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  URI uri() {
    return uri;
  }

  Round round(EmbeddedRedis redis, int clients, Duration duration)
      throws IOException, InterruptedException {
    return round(redis, asked -> HttpLoad.of(asked, clients, duration));
  }

  Round round(EmbeddedRedis redis, Load load) throws IOException, InterruptedException {
    return round(uri, this::cpu, redis, load);
  }

  /**
   * What one load on any server was.
   *
   * @param cpu the server's processor time so far, in microseconds
   */
  static Round round(URI uri, DoubleSupplier cpu, EmbeddedRedis redis, Load load)
      throws IOException, InterruptedException {
    double server = cpu.getAsDouble();
    double store = Cpu.of(redis);
    HttpLoad.Answered answered = load.on(uri);
    if (answered.refused() > 0) {
      throw new IllegalStateException("not all were answered 200: " + answered);
    }
    double requests = answered.perSecond() * answered.seconds();
    return new Round(
        answered.perSecond(),
        answered.p50(),
        answered.p99(),
        (cpu.getAsDouble() - server) / requests,
        (Cpu.of(redis) - store) / requests);
  }

  private double cpu() {
    return process.info().totalCpuDuration().orElseThrow().toNanos() / 1e3;
  }

  void end() {
    process.destroyForcibly();
    process.onExit().join();
  }
}
