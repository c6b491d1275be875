package io.buttress.benchmarks.peers;

import io.buttress.benchmarks.jobs.Conversation;
import io.buttress.benchmarks.jobs.JobWorker;
import io.buttress.benchmarks.jobs.Payload;
import io.buttress.benchmarks.jobs.Tally;
import java.io.IOException;
import java.io.Serializable;
import org.redisson.Redisson;
import org.redisson.api.RExecutorService;
import org.redisson.api.RedissonClient;
import org.redisson.api.WorkerOptions;
import org.redisson.config.Config;

/** Redisson's distributed executor. */
public final class RedissonWorker implements JobWorker {

  private final RExecutorService executor;

  private RedissonWorker(int port) {
    Config config = new Config();
    config.useSingleServer().setAddress("redis://127.0.0.1:" + port);
    RedissonClient redisson = Redisson.create(config);
    executor = redisson.getExecutorService("benchmark");
  }

  /** {@code PORT}. */
  public static void main(String[] args) throws IOException {
    Conversation.hold(new RedissonWorker(Integer.parseInt(args[0])));
  }

  /** Does nothing. */
  public static final class Work implements Runnable, Serializable {
    private static final long serialVersionUID = 1L;

    private Payload payload = new Payload();

    /** For Redisson's codec. */
    public Work() {}

    Work(Payload payload) {
      this.payload = payload;
    }

    @Override
    public void run() {
      Tally.ran(payload.at);
    }
  }

  @Override
  public void addInBulk(int workers, int jobs) {
    Payload.each(
        jobs,
        some -> {
          var unused = executor.submit(some.stream().map(Work::new).toArray(Runnable[]::new));
        });
  }

  @Override
  public void addOne(Payload payload) {
    executor.execute(new Work(payload));
  }

  @Override
  public void start(int workers) {
    executor.registerWorkers(WorkerOptions.defaults().workers(workers));
  }

  @Override
  public void stop() {
    executor.deregisterWorkers();
  }
}
