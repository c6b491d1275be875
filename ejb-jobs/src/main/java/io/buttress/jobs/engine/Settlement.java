package io.buttress.jobs.engine;

import java.time.Duration;
import java.util.List;

/** What came of a job that this node has had. */
public sealed interface Settlement {
  /** The job. */
  ClaimedJob job();

  /** Whether the store only has to forget a job that never had more than a body. */
  default boolean isPlain() {
    return false;
  }

  /** How much the store has to do for it that a plain one does not need. */
  default int weight() {
    return 1;
  }

  /** How much is written, in characters. */
  default int length() {
    return 0;
  }

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
    public static Done of(ClaimedJob job) {
      return new Done(job, Duration.ZERO, "", List.of());
    }

    private boolean isForgotten() {
      return retention.isZero() && next.isEmpty();
    }

    @Override
    public boolean isPlain() {
      return job.isPlain() && isForgotten();
    }

    @Override
    public int weight() {
      return isPlain() ? 0 : isForgotten() ? 1 : 2;
    }

    @Override
    public int length() {
      return result.length() + next.stream().mapToInt(job -> job.envelope().length()).sum();
    }
  }

  /** It has failed, and is tried again after that delay. */
  record Retry(ClaimedJob job, Duration delay, String error) implements Settlement {
    @Override
    public int weight() {
      return 2;
    }
  }

  /** It has failed for good. */
  record Bury(ClaimedJob job, String error) implements Settlement {
    @Override
    public int weight() {
      return 2;
    }
  }

  /** It has failed, and nobody wants to hear of it. */
  record Discard(ClaimedJob job, String error) implements Settlement {}

  /** It was not finished, and this is not its fault; it is ready again after that delay. */
  record GiveBack(ClaimedJob job, Duration delay) implements Settlement {}
}
