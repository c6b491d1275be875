package io.buttress.jobs.engine;

import java.time.Duration;
import java.util.List;

/** What came of a job that this node has had. */
public sealed interface Settlement {
  /** The job. */
  ClaimedJob job();

  /**
   * It has succeeded.
   *
   * @param retention how long it is kept; zero: not at all
   * @param result what is kept as its result
   * @param next jobs that follow it, added at the same instant
   */
  record Done(ClaimedJob job, Duration retention, String result, List<NewJob> next)
      implements Settlement {
    /** Nothing is kept, nothing follows. */
    static Done of(ClaimedJob job) {
      return new Done(job, Duration.ZERO, "", List.of());
    }
  }

  /** It has failed, and is tried again after that delay. */
  record Retry(ClaimedJob job, Duration delay, String error) implements Settlement {}

  /** It has failed for good. */
  record Bury(ClaimedJob job, String error) implements Settlement {}

  /** It has failed, and nobody wants to hear of it. */
  record Discard(ClaimedJob job, String error) implements Settlement {}

  /** It was not finished, and this is not its fault; it is ready again after that delay. */
  record GiveBack(ClaimedJob job, Duration delay) implements Settlement {}
}
