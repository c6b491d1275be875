package io.buttress.jobs.redis;

import io.buttress.config.RedisSettings;
import io.buttress.jobs.JobContext;
import io.buttress.jobs.JobInbox;
import io.buttress.jobs.engine.QueueSettings;
import io.buttress.jobs.engine.Turn;
import io.buttress.jobs.engine.TurnLimits;
import io.buttress.jobs.engine.TurnReply;
import io.buttress.redis.RedisConnection;
import io.buttress.redis.RedisListener;
import io.buttress.redis.RedisScript;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** A node in a JVM of its own, which can be killed. Its jobs count their runs in Redis. */
public final class WorkerProcess implements AutoCloseable {
  private static final TurnLimits LIMITS =
      new TurnLimits(Duration.ofSeconds(1), 0, 0, 3, 10, 100, Duration.ofDays(1));
  static final String RUNS = "runs";
  private static final RedisScript COUNT =
      RedisScript.of("return redis.call('HINCRBY', KEYS[1], ARGV[1], 1)");

  private final Process process;

  private WorkerProcess(Process process) {
    this.process = process;
  }

  static WorkerProcess start(String uri, String name) {
    return start(uri, name, "");
  }

  /**
   * @param database where jobs of type 'pay' have their effect
   */
  static WorkerProcess start(String uri, String name, String database) {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String main = WorkerProcess.class.getName();
    try {
      return new WorkerProcess(
          new ProcessBuilder(
                  java, "-XX:TieredStopAtLevel=1", "-cp", classPath(), main, uri, name, database)
              .redirectErrorStream(true)
              .redirectOutput(Redirect.DISCARD)
              .start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** SIGSTOP: it does nothing, and knows nothing of it. */
  void suspend() {
    signal("-STOP");
  }

  /** SIGCONT. */
  void resume() {
    signal("-CONT");
  }

  private void signal(String signal) {
    try {
      int unused =
          new ProcessBuilder("kill", signal, Long.toString(process.pid())).start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Surefire may hand over a jar that only names the class path. */
  private static String classPath() {
    String tests = System.getProperty("surefire.test.class.path");
    return tests == null ? System.getProperty("java.class.path") : tests;
  }

  /** What any node does for those that are gone, without taking a job. */
  static void reap(RedisConnection redis) {
    TurnReply unused =
        new RedisJobStore(new ScriptRunner(redis, "test"))
            .turn("default", new Turn("reaper", LIMITS, 0, "4", false, List.of(), List.of()));
  }

  /** Ends it by SIGKILL. */
  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }

  /** Its effect takes place, and then it comes to no end the first time. */
  private static Object pay(String database, int amount, JobContext job) throws SQLException {
    try (Connection connection = DriverManager.getConnection(database)) {
      connection.setAutoCommit(false);
      if (!new JobInbox().isFirst(connection, job)) {
        return null;
      }
      try (PreparedStatement pay =
          connection.prepareStatement("UPDATE account SET balance = balance + ?")) {
        pay.setInt(1, amount);
        int unused = pay.executeUpdate();
      }
      connection.commit();
    }
    Runtime.getRuntime().halt(1);
    return null;
  }

  /** {@code uri, name, database}: works until it is killed, or its parent ends. */
  public static void main(String[] arguments) throws InterruptedException {
    RedisConnection redis =
        RedisConnection.open(
            RedisSettings.of(arguments[0]),
            Executors.newScheduledThreadPool(1),
            RedisListener.NONE);
    TestNode node = new TestNode(arguments[1], new RedisJobStore(new ScriptRunner(redis, "test")));
    node.handlers.add(
        "work",
        Integer.class,
        (millis, context) -> {
          boolean unused = new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS);
          return redis.run(COUNT, List.of(RUNS), List.of(context.id()));
        });
    node.handlers.add(
        "halt",
        Void.class,
        (none, context) -> {
          Runtime.getRuntime().halt(1);
          return null;
        });
    node.handlers.add("pay", Integer.class, (amount, job) -> pay(arguments[2], amount, job));
    node.poll(QueueSettings.of("default", 4).withLimits(LIMITS));
    ProcessHandle.current().parent().ifPresent(parent -> parent.onExit().join());
    System.exit(0);
  }
}
