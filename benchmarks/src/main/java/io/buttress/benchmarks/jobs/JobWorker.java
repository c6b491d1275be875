package io.buttress.benchmarks.jobs;

/** A queue and its workers, as what is measured offers them. */
public interface JobWorker {
  /**
   * Adds jobs one by one, each in a trip of its own, for workers that are not there yet.
   *
   * @param workers how many will be
   */
  default void add(int workers, int jobs) throws Exception {
    for (int i = 0; i < jobs; i++) {
      addOne(new Payload(i, 0));
    }
  }

  /** Adds jobs in bulk, for workers that are not there yet. */
  void addInBulk(int workers, int jobs) throws Exception;

  /** Adds one job, while workers are there. */
  void addOne(Payload payload) throws Exception;

  /** Lets so many workers begin; each job calls {@link Tally#ran}. */
  void start(int workers) throws Exception;

  /** Lets them end. */
  void stop() throws Exception;
}
