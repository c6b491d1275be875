package io.buttress.benchmarks.jobs;

import io.buttress.benchmarks.Cpu;
import io.buttress.embedded.EmbeddedRedis;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** A queue that is measured, in processes of its own, with a Redis of its own. */
final class Contestant implements AutoCloseable {
  final String name;
  final EmbeddedRedis redis;
  private final Line line;
  private final Supplier<List<ProcessHandle>> processes;

  /** The way to a worker. */
  interface Line extends AutoCloseable {
    String ask(String command) throws IOException, InterruptedException;

    @Override
    void close();
  }

  /**
   * What a command took.
   *
   * @param answer what the worker said
   * @param client processor time of the worker in µs
   * @param redis processor time of Redis in µs
   */
  record Took(String answer, double client, double redis) {
    double micros() {
      return Double.parseDouble(answer);
    }
  }

  Contestant(String name, EmbeddedRedis redis, Line line, Supplier<List<ProcessHandle>> processes) {
    this.name = name;
    this.redis = redis;
    this.line = line;
    this.processes = processes;
  }

  /**
   * Starts a process.
   *
   * @param command to which the port of its Redis is added
   */
  static Contestant process(String name, List<String> command) throws IOException {
    EmbeddedRedis redis = EmbeddedRedis.start();
    List<String> words = new ArrayList<>(command);
    words.add(Integer.toString(redis.port()));
    Process process = new ProcessBuilder(words).redirectError(Redirect.DISCARD).start();
    var in = process.inputReader();
    var out = process.outputWriter();
    String ready = in.readLine();
    if (!"ready".equals(ready)) {
      process.destroyForcibly();
      redis.close();
      throw new IOException(name + " does not start: " + ready);
    }
    Line line =
        new Line() {
          @Override
          public String ask(String text) throws IOException {
            out.write(text + "\n");
            out.flush();
            return String.valueOf(in.readLine());
          }

          @Override
          public void close() {
            process.destroyForcibly().onExit().join();
          }
        };
    return new Contestant(name, redis, line, () -> List.of(process.toHandle()));
  }

  Took ask(String command) throws IOException, InterruptedException {
    double client = cpu();
    double store = Cpu.of(redis);
    String answer = line.ask(command);
    if (!answer.matches("[0-9 .]+")) {
      throw new IOException(name + ": " + command + ": " + answer);
    }
    return new Took(answer, cpu() - client, Cpu.of(redis) - store);
  }

  private double cpu() {
    return processes.get().stream()
        .mapToDouble(handle -> handle.info().totalCpuDuration().orElseThrow().toNanos() / 1e3)
        .sum();
  }

  @Override
  public void close() {
    line.close();
    redis.close();
  }
}
