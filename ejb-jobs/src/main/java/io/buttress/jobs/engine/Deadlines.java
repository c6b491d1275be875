package io.buttress.jobs.engine;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Whose time is over, of the jobs that this node has of a queue? */
final class Deadlines {
  private static final long LONGEST = TimeUnit.SECONDS.toNanos(1);

  private final LocalJobs jobs;
  private final long lease;
  private final LongSupplier nanos;

  Deadlines(LocalJobs jobs, QueueSettings settings, LongSupplier nanos) {
    this.jobs = jobs;
    this.lease = settings.limits().lease().toNanos();
    this.nanos = nanos;
  }

  /** Interrupts those; whether others have waited for too long behind long ones. */
  boolean end() {
    long now = nanos.getAsLong();
    boolean stuck = false;
    for (HeldJob job : jobs.held()) {
      Optional<Long> deadline = job.deadline();
      if (deadline.isPresent() && now - deadline.get() >= 0) {
        job.cancel(HeldJob.Reason.TIMED_OUT);
      } else if (now - job.renewedAt() >= lease) {
        job.cancel(HeldJob.Reason.LOST);
        if (job.isStray()) {
          jobs.forget(job);
        }
      }
      stuck |= !job.isRunning() && now - job.claimedAt() > HeldJob.UNBEGUN_AT_MOST;
    }
    return stuck;
  }

  /** In how many ns the next one's is; who has been told already may take its time. */
  long untilNext() {
    long now = nanos.getAsLong();
    return jobs.held().stream()
        .filter(job -> !job.isCancelled())
        .flatMap(job -> job.deadline().stream())
        .mapToLong(deadline -> deadline - now)
        .min()
        .orElse(LONGEST);
  }
}
