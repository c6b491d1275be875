package io.buttress.benchmarks.jobs;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.args.ListDirection;

/**
 * The least that keeps a job while it runs: a list, another one for what runs, and nothing else.
 */
public final class BlmoveWorker implements JobWorker {
  private static final String READY = "ready";
  private static final String RUNNING = "running";
  private static final int CONNECTIONS = 64;

  private final RedisClient redis;
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean stopped;

  private BlmoveWorker(int port) {
    ConnectionPoolConfig pool = new ConnectionPoolConfig();
    pool.setMaxTotal(CONNECTIONS);
    pool.setMaxIdle(CONNECTIONS);
    redis =
        RedisClient.builder()
            .hostAndPort(new HostAndPort("127.0.0.1", port))
            .poolConfig(pool)
            .build();
  }

  /** {@code PORT}. */
  public static void main(String[] args) throws IOException {
    Conversation.hold(new BlmoveWorker(Integer.parseInt(args[0])));
  }

  @Override
  public void addInBulk(int workers, int jobs) {
    Payload.each(
        jobs,
        some -> {
          long unused = redis.lpush(READY, some.stream().map(Payload::json).toArray(String[]::new));
        });
  }

  @Override
  public void addOne(Payload payload) {
    long unused = redis.lpush(READY, payload.json());
  }

  @Override
  public void start(int workers) {
    stopped = false;
    for (int i = 0; i < workers; i++) {
      Thread thread = new Thread(this::work);
      threads.add(thread);
      thread.start();
    }
  }

  private void work() {
    while (!stopped) {
      String job = redis.blmove(READY, RUNNING, ListDirection.RIGHT, ListDirection.LEFT, 1);
      if (job != null) {
        Tally.ran(Long.parseLong(job, 6, job.indexOf(','), 10));
        long unused = redis.lrem(RUNNING, 1, job);
      }
    }
  }

  @Override
  public void stop() throws InterruptedException {
    stopped = true;
    for (Thread thread : threads) {
      thread.join();
    }
    threads.clear();
  }
}
