package io.buttress.jobs.engine;

import io.buttress.jobs.Enqueued;
import io.buttress.jobs.Enqueued.Outcome;
import io.buttress.jobs.JobEvent;
import io.buttress.jobs.NotReplicatedException;
import java.util.List;
import java.util.Optional;

/** Brings jobs to the store at once. */
public final class DirectSender implements Sender {
  private final JobStore store;
  private final Events events;
  private final Optional<Replication> replication;

  public DirectSender(JobStore store, Events events) {
    this(store, events, Optional.empty());
  }

  private DirectSender(JobStore store, Events events, Optional<Replication> replication) {
    this.store = store;
    this.events = events;
    this.replication = replication;
  }

  @Override
  public Sender replicated(Replication wanted) {
    return new DirectSender(store, events, Optional.of(wanted));
  }

  @Override
  public List<Enqueued> send(String queue, Optional<NewBatch> batch, List<NewJob> jobs) {
    Added added = store.add(queue, batch, jobs, replication);
    List<Enqueued> results = added.jobs();
    for (int i = 0; i < jobs.size(); i++) {
      if (results.get(i).outcome() == Outcome.ADDED) {
        NewJob job = jobs.get(i);
        events.tell(JobEvent.Kind.ENQUEUED, queue, job.envelope().type(), job.id());
      }
    }
    int wanted = replication.map(Replication::replicas).orElse(0);
    if (added.replicas() < wanted) {
      throw new NotReplicatedException(results, wanted, added.replicas());
    }
    return results;
  }
}
