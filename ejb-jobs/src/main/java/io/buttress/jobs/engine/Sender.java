package io.buttress.jobs.engine;

import io.buttress.jobs.Enqueued;
import java.util.List;
import java.util.Optional;

/** Brings jobs to the store: at once, or when a transaction has been committed. */
@FunctionalInterface
public interface Sender {
  /**
   * Brings jobs to a queue.
   *
   * @return for each what came of it
   */
  List<Enqueued> send(String queue, Optional<NewBatch> batch, List<NewJob> jobs);

  /** The same, which waits for replicas where it brings jobs to a store that has any. */
  default Sender replicated(Replication wanted) {
    return this;
  }
}
