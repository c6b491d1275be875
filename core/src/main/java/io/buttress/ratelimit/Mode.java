package io.buttress.ratelimit;

/** Whether a policy's decisions have an effect. */
public enum Mode {
  /** Rejects. */
  ENFORCE,
  /** Counts and tells, and lets everything pass. */
  OBSERVE,
  /** Neither counts nor rejects. */
  OFF
}
