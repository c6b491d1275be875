package io.buttress.jobs.engine;

import io.buttress.jobs.Enqueued;
import io.buttress.jobs.Enqueued.Outcome;
import io.buttress.jobs.JobEvent;
import java.util.List;
import java.util.Optional;

/** Brings jobs to the store at once. */
public final class DirectSender implements Sender {
  private final JobStore store;
  private final Events events;

  public DirectSender(JobStore store, Events events) {
    this.store = store;
    this.events = events;
  }

  @Override
  public List<Enqueued> send(String queue, Optional<NewBatch> batch, List<NewJob> jobs) {
    List<Enqueued> results = store.add(queue, batch, jobs);
    for (int i = 0; i < jobs.size(); i++) {
      if (results.get(i).outcome() == Outcome.ADDED) {
        NewJob job = jobs.get(i);
        events.tell(JobEvent.Kind.ENQUEUED, queue, job.envelope().type(), job.id());
      }
    }
    return results;
  }
}
