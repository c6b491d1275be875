package io.buttress.jobs.engine;

import io.buttress.jobs.JobDetail;
import io.buttress.jobs.JobOperations.JobPage;
import io.buttress.jobs.JobState;
import io.buttress.jobs.QueueActivity;
import io.buttress.jobs.QueueStatus;
import java.util.List;
import java.util.Optional;

/**
 * What operators can see and do in the store. Every method throws {@link
 * io.buttress.error.StoreUnavailableException} as those of {@link JobStore} do.
 */
public interface OperationsStore {
  /** What can be done to jobs. */
  enum Deed {
    REQUEUE,
    DISCARD,
    RUN
  }

  /** How a queue is. */
  QueueStatus status(String queue);

  /**
   * How busy a queue has been.
   *
   * @param minutes the current one included
   */
  QueueActivity activity(String queue, int minutes);

  /** All jobs of a page, payloads as they are stored. */
  JobPage page(String queue, JobState state, long from, int most, PayloadCodec codec);

  /** One job. */
  Optional<JobDetail> find(String queue, String id, PayloadCodec codec);

  /**
   * Does something to jobs.
   *
   * @param ids at most 50
   * @return for each whether it was possible
   */
  List<Boolean> manage(String queue, Deed deed, List<String> ids);

  /** Stops or starts a queue. */
  void pause(String queue, boolean paused);

  /** What the store does when its memory is full; anything but {@code noeviction} loses jobs. */
  String evictionPolicy(String queue);
}
