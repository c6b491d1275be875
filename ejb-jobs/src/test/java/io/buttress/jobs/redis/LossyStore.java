package io.buttress.jobs.redis;

import io.buttress.error.StoreUnavailableException;
import io.buttress.jobs.engine.Added;
import io.buttress.jobs.engine.JobStore;
import io.buttress.jobs.engine.Lease;
import io.buttress.jobs.engine.NewBatch;
import io.buttress.jobs.engine.NewJob;
import io.buttress.jobs.engine.Replication;
import io.buttress.jobs.engine.Turn;
import io.buttress.jobs.engine.TurnReply;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** A store of which some answers are lost that bring jobs. */
final class LossyStore implements JobStore {
  /** How many answers are yet to be lost. */
  final AtomicInteger toLose = new AtomicInteger();

  /** Whether they are lost by an error in this JVM. */
  volatile boolean byError;

  /** The queue whose trips fail as nobody expects. */
  volatile String broken = "";

  private final JobStore store;

  LossyStore(JobStore store) {
    this.store = store;
  }

  @Override
  public TurnReply turn(String queue, Turn turn) {
    if (queue.equals(broken)) {
      throw new IllegalStateException("the store is broken");
    }
    return lost(store.turn(queue, turn));
  }

  @Override
  public TurnReply turnAfterWait(String queue, Turn turn, Duration atMost) {
    return lost(store.turnAfterWait(queue, turn, atMost));
  }

  private TurnReply lost(TurnReply reply) {
    if (!reply.claimed().isEmpty() && toLose.getAndUpdate(n -> Math.max(n - 1, 0)) > 0) {
      if (byError) {
        throw new StackOverflowError("in the midst of an answer");
      }
      throw new StoreUnavailableException("the answer is lost");
    }
    return reply;
  }

  @Override
  public Added add(
      String queue,
      Optional<NewBatch> batch,
      List<NewJob> jobs,
      Optional<Replication> replication) {
    return store.add(queue, batch, jobs, replication);
  }

  @Override
  public Set<Lease> leases(String queue, String node) {
    return store.leases(queue, node);
  }

  @Override
  public void tell(String queue, List<String> counts) {
    store.tell(queue, counts);
  }

  @Override
  public void wake(String queue) {
    store.wake(queue);
  }
}
