package io.buttress.jobs;

import java.time.Duration;
import java.util.Optional;

/**
 * That of all jobs with the same key in a queue only one waits or runs.
 *
 * @param key 1 to 256 characters
 * @param ifTaken what happens to a job whose key another one has
 * @param lasting for how long, 1 ms to 3,650 days; empty: until the job ends, however it does
 */
public record Unique(String key, IfTaken ifTaken, Optional<Duration> lasting) {
  /** What happens to a job whose key another one has. */
  public enum IfTaken {
    /** It is not added. */
    REJECT,
    /** It is not added, and the other one stands for it. */
    KEEP,
    /**
     * The other one gets its payload and options, and its delay if it still waits for its own; one
     * that runs already is let run, and this one added.
     */
    REPLACE
  }

  /** Checks everything. */
  public Unique {
    Names.checkKey("unique key", key);
    lasting.ifPresent(time -> Names.between("lasting", time, Duration.ofMillis(1)));
  }
}
