package io.buttress.jobs.outbox;

import io.buttress.error.StoreUnavailableException;
import io.buttress.jobs.Enqueued;
import io.buttress.jobs.JobOutbox;
import io.buttress.jobs.JobQueue;
import io.buttress.jobs.JobRequest;
import io.buttress.jobs.engine.AfterCommit.Transactions;
import io.buttress.jobs.engine.JobEngine;
import io.buttress.jobs.engine.JobIds;
import io.buttress.jobs.engine.Sender;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The outbox of an application on this node, with a thread that relays what is in the table. */
public final class Outbox implements JobOutbox, AutoCloseable {
  private static final Logger LOG = System.getLogger(Outbox.class.getName());
  // Only what crashed nodes have left, and transactions whose end nobody tells, wait for so long.
  private static final long LOOK_EVERY_MILLIS = 1_000;
  private static final long LONGEST_STOP_MILLIS = 5_000;

  private final DataSource database;
  private final Transactions transactions;
  private final OutboxTable table;
  private final Function<Sender, JobQueue> queues;
  private final JobIds ids = new JobIds();
  private final OutboxRelay relay;
  private final JobQueue queue;
  private final Semaphore wakes = new Semaphore(0);
  private volatile boolean closed;
  private boolean out;
  private @Nullable Thread thread;

  /**
   * @param sender brings jobs into their queues
   * @param transactions the container's
   * @param name the table's name
   * @param remembered for how long after a job's end its id is: within that time it can be relayed
   *     again without being another job
   */
  public Outbox(
      JobEngine engine,
      Sender sender,
      DataSource database,
      Transactions transactions,
      String name,
      Duration remembered) {
    this.database = database;
    this.transactions = transactions;
    this.table = new OutboxTable(name);
    this.queues = engine::queue;
    this.relay = new OutboxRelay(database, table, sender, remembered, engine.nanos());
    this.queue = queues.apply(new OutboxSender(table, ids, this::inCallersTransaction));
  }

  /** Begins to relay. */
  public void start(ThreadFactory threads) {
    Thread started = threads.newThread(this::relayUntilClosed);
    started.setName("buttress-jobs outbox");
    started.start();
    thread = started;
  }

  private void inCallersTransaction(OutboxSender.Statements statements) throws SQLException {
    try (Connection connection = database.getConnection()) {
      statements.run(connection);
      if (!transactions.afterCommit(this::relay, this::relay)) {
        if (!connection.getAutoCommit()) {
          connection.commit();
        }
        relay();
      }
    }
  }

  @Override
  public JobQueue in(Connection connection) {
    return queues.apply(new OutboxSender(table, ids, statements -> statements.run(connection)));
  }

  @Override
  public void relay() {
    wakes.release();
  }

  private void relayUntilClosed() {
    try {
      while (!closed) {
        boolean unused = wakes.tryAcquire(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS);
        // One look is enough for all that asked for it so far.
        int unusedPermits = wakes.drainPermits();
        while (!closed && relayOnce()) {
          // There is more than one trip carries.
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether there may be more to do at once. */
  private boolean relayOnce() {
    try {
      boolean more = relay.relay();
      if (out) {
        out = false;
        LOG.log(Level.INFO, "Jobs of the outbox get into their queues again");
      }
      return more;
    } catch (SQLException | StoreUnavailableException e) {
      outage(Level.WARNING, e);
    } catch (RuntimeException | Error e) {
      // Without this thread the table would be forgotten by this node.
      outage(Level.ERROR, e);
    }
    return false;
  }

  private void outage(Level level, Throwable e) {
    if (!out) {
      out = true;
      LOG.log(level, "Jobs stay in the outbox for now", e);
    }
  }

  @Override
  public Enqueued enqueue(JobRequest job) {
    return queue.enqueue(job);
  }

  @Override
  public List<Enqueued> enqueueAll(List<JobRequest> jobs) {
    return queue.enqueueAll(jobs);
  }

  @Override
  public Enqueued enqueueChain(List<JobRequest> jobs) {
    return queue.enqueueChain(jobs);
  }

  @Override
  public String enqueueBatch(List<JobRequest> jobs, JobRequest next) {
    return queue.enqueueBatch(jobs, next);
  }

  @Override
  public JobQueue replicated(int replicas, Duration atMost) {
    return queue.replicated(replicas, atMost);
  }

  /** Ends the thread; what is in the table stays there. */
  @Override
  public void close() {
    closed = true;
    relay();
    Thread started = thread;
    if (started != null) {
      try {
        started.join(LONGEST_STOP_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
