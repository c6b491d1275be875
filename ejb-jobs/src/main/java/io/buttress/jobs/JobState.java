package io.buttress.jobs;

/** Where a job is. It is always in exactly one place. */
public enum JobState {
  /** It can be started. */
  READY,
  /** It waits for its time, the first or that of its next attempt. */
  DELAYED,
  /** It waits until fewer jobs of its concurrency key run. */
  PARKED,
  /** A node has it: it runs, or is about to. */
  LEASED,
  /** It has succeeded, and is kept for a while. */
  COMPLETED,
  /** It has failed for good, or crashed too often; it is kept until somebody deals with it. */
  DEAD
}
