package io.buttress.benchmarks.jobs.war;

import io.buttress.benchmarks.jobs.JobWorker;
import io.buttress.benchmarks.jobs.Payload;
import io.buttress.benchmarks.jobs.Requests;
import io.buttress.jobs.JobOperations;
import io.buttress.jobs.JobQueue;
import io.buttress.jobs.JobRequest;
import java.util.Set;

/**
 * Buttress in a server, where each number of workers has a queue of its own, which is paused while
 * there are to be none.
 */
final class ServerWorker implements JobWorker {
  private final JobQueue queue;
  private final JobOperations operations;
  private String running = "";

  ServerWorker(JobQueue queue, JobOperations operations) {
    this.queue = queue;
    this.operations = operations;
    Set.of("w1", "w10", "w50").forEach(operations::pause);
  }

  @Override
  public void add(int workers, int jobs) {
    for (int i = 0; i < jobs; i++) {
      add("w" + workers, new Payload(i, 0));
    }
  }

  private void add(String name, Payload payload) {
    var unused = queue.enqueue(JobRequest.builder(Requests.TYPE, payload).queue(name).build());
  }

  @Override
  public void addInBulk(int workers, int jobs) {
    Requests.each("w" + workers, jobs, queue::enqueueAll);
  }

  @Override
  public void addOne(Payload payload) {
    add(running, payload);
  }

  @Override
  public void start(int workers) {
    running = "w" + workers;
    operations.resume(running);
  }

  @Override
  public void stop() {
    operations.pause(running);
  }
}
