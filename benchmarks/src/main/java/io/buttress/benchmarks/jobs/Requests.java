package io.buttress.benchmarks.jobs;

import io.buttress.jobs.JobRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Jobs for Buttress, as many at once as fit into memory. */
public final class Requests {
  /** What their handler is called. */
  public static final String TYPE = "bench.work";

  private static final int AT_ONCE = 10_000;

  private Requests() {}

  /** Makes so many for a queue, and hands them over in portions. */
  public static void each(String queue, int jobs, Consumer<List<JobRequest>> to) {
    for (int from = 0; from < jobs; from += AT_ONCE) {
      List<JobRequest> some = new ArrayList<>();
      for (int i = from; i < Math.min(jobs, from + AT_ONCE); i++) {
        some.add(JobRequest.builder(TYPE, new Payload(i, 0)).queue(queue).build());
      }
      to.accept(some);
    }
  }
}
