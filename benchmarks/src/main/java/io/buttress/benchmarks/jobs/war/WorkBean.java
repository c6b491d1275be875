package io.buttress.benchmarks.jobs.war;

import io.buttress.benchmarks.jobs.Payload;
import io.buttress.benchmarks.jobs.Requests;
import io.buttress.benchmarks.jobs.Tally;
import io.buttress.jobs.JobHandler;
import jakarta.enterprise.context.ApplicationScoped;

/** Does nothing, in a transaction. */
@ApplicationScoped
public class WorkBean {
  /** For the container. */
  public WorkBean() {}

  /** The job. */
  @JobHandler(value = Requests.TYPE, queue = "w10")
  public void work(Payload payload) {
    Tally.ran(payload.at);
  }
}
