package io.buttress.benchmarks.peers;

import io.buttress.benchmarks.jobs.Conversation;
import io.buttress.benchmarks.jobs.JobWorker;
import io.buttress.benchmarks.jobs.Payload;
import io.buttress.benchmarks.jobs.Tally;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.greghaines.jesque.Config;
import net.greghaines.jesque.ConfigBuilder;
import net.greghaines.jesque.Job;
import net.greghaines.jesque.client.Client;
import net.greghaines.jesque.client.ClientImpl;
import net.greghaines.jesque.worker.MapBasedJobFactory;
import net.greghaines.jesque.worker.Worker;
import net.greghaines.jesque.worker.WorkerImpl;

/** Jesque: each worker is a thread with a connection of its own. */
public final class JesqueWorker implements JobWorker {
  private static final String QUEUE = "benchmark";

  private final Config config;
  private final Client client;
  private final List<Worker> workers = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();

  private JesqueWorker(int port) {
    config = new ConfigBuilder().withHost("127.0.0.1").withPort(port).build();
    client = new ClientImpl(config);
  }

  /** {@code PORT}. */
  public static void main(String[] args) throws IOException {
    Conversation.hold(new JesqueWorker(Integer.parseInt(args[0])));
  }

  /** Does nothing. */
  public static final class Work implements Runnable {
    private final long at;

    /** By Jesque, with the job's arguments. */
    public Work(Number at, Number order, String text) {
      this.at = at.longValue();
    }

    @Override
    public void run() {
      Tally.ran(at);
    }
  }

  private static Job job(Payload payload) {
    return new Job("Work", payload.at, payload.order, payload.text);
  }

  @Override
  public void addInBulk(int count, int jobs) {
    Payload.each(
        jobs, some -> client.batchEnqueue(QUEUE, some.stream().map(JesqueWorker::job).toList()));
  }

  @Override
  public void addOne(Payload payload) {
    client.enqueue(QUEUE, job(payload));
  }

  @Override
  public void start(int count) {
    for (int i = 0; i < count; i++) {
      Worker worker =
          new WorkerImpl(
              config, List.of(QUEUE), new MapBasedJobFactory(Map.of("Work", Work.class)));
      Thread thread = new Thread(worker);
      workers.add(worker);
      threads.add(thread);
      thread.start();
    }
  }

  @Override
  public void stop() throws InterruptedException {
    workers.forEach(worker -> worker.end(false));
    for (Thread thread : threads) {
      thread.join();
    }
    workers.clear();
    threads.clear();
  }
}
