package io.buttress.benchmarks.jobs;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * What the benchmark says to a worker's process, and what is answered, a line each:
 *
 * <ul>
 *   <li>{@code add WORKERS JOBS}, {@code bulk WORKERS JOBS}: how many µs it took
 *   <li>{@code work WORKERS JOBS}: how many µs from the start of the workers to the last job
 *   <li>{@code latency WORKERS PER_SECOND SECONDS}: from adding to running, in µs: median, 99th
 *       percentile
 *   <li>{@code idle WORKERS SECONDS}: nothing to say
 * </ul>
 */
public final class Conversation {
  private final JobWorker worker;

  /**
   * @param worker what is measured
   */
  public Conversation(JobWorker worker) {
    this.worker = worker;
  }

  /** Answers by the process's streams until its parent is gone. */
  public static void hold(JobWorker worker) throws IOException {
    Conversation conversation = new Conversation(worker);
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    System.out.println("ready");
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      System.out.println(conversation.answer(line));
    }
    System.exit(0);
  }

  /** Answers a command; {@code failed} and why if that is not possible. */
  public String answer(String command) {
    String[] words = command.split(" ");
    int workers = Integer.parseInt(words[1]);
    int number = Integer.parseInt(words[2]);
    try {
      return switch (words[0]) {
        case "add" -> timed(() -> worker.add(workers, number));
        case "bulk" -> timed(() -> worker.addInBulk(workers, number));
        case "work" -> work(workers, number);
        case "latency" -> latency(workers, number, Integer.parseInt(words[3]));
        case "idle" -> idle(workers, number);
        default -> "failed: " + command;
      };
    } catch (Exception e) {
      return "failed: " + e;
    }
  }

  private interface Step {
    void run() throws Exception;
  }

  private static String timed(Step step) throws Exception {
    long start = System.nanoTime();
    step.run();
    return Long.toString((System.nanoTime() - start) / 1_000);
  }

  private String work(int workers, int jobs) throws Exception {
    Tally tally = Tally.expect(jobs);
    String micros =
        timed(
            () -> {
              worker.start(workers);
              tally.await();
            });
    worker.stop();
    return micros;
  }

  private String latency(int workers, int perSecond, int seconds) throws Exception {
    Tally tally = Tally.expect(perSecond * seconds);
    worker.start(workers);
    long pause = TimeUnit.SECONDS.toNanos(1) / perSecond;
    long next = System.nanoTime() + pause;
    for (int i = 0; i < perSecond * seconds; i++) {
      for (long left = next - System.nanoTime(); left > 0; left = next - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
      worker.addOne(new Payload(i, System.nanoTime()));
      next += pause;
    }
    tally.await();
    worker.stop();
    return tally.delays();
  }

  private String idle(int workers, int seconds) throws Exception {
    worker.start(workers);
    TimeUnit.SECONDS.sleep(seconds);
    worker.stop();
    return "0";
  }
}
