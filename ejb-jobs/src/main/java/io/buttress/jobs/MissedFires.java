package io.buttress.jobs;

/** What becomes of the fires of a recurring job for which no node was there. */
public enum MissedFires {
  /** All of them together are made up for by one job. */
  ONCE,
  /** They are left out; one that is less than a minute late is not missed. */
  SKIP,
  /** Each is made up for, the latest 100 at most. */
  ALL
}
