package io.buttress.jobs.engine;

import java.time.Duration;
import java.util.Optional;

/**
 * A job that this node has.
 *
 * @param fence the number of this claim; who comes with a smaller one is too late
 * @param failures how often it has failed before
 * @param crashes how often its worker has gone
 * @param stored what it is
 */
public record ClaimedJob(String id, long fence, int failures, int crashes, Envelope.Stored stored) {
  /** One of which only the claim is known. */
  static ClaimedJob unheard(Lease lease) {
    return new ClaimedJob(lease.id(), lease.fence(), 0, 0, Envelope.unreadable(""));
  }

  Lease lease() {
    return new Lease(id, fence);
  }

  /** What it is. */
  public Envelope envelope() {
    return stored.envelope();
  }

  /**
   * How long it could have been started before its first claim.
   *
   * @param nowMillis Redis's time
   * @return empty if it is not the first
   */
  Optional<Duration> waited(long nowMillis) {
    if (fence != 1) {
      return Optional.empty();
    }
    long delay = envelope().option(Envelope.DELAY_MILLIS).map(Long::parseLong).orElse(0L);
    long notBefore = envelope().option(Envelope.NOT_BEFORE).map(Long::parseLong).orElse(0L);
    long due = Math.max(stored.createdMillis() + delay, notBefore);
    return Optional.of(Duration.ofMillis(Math.max(nowMillis - due, 0)));
  }

  /** Whether it has nothing but a body and a state, so that it is quickly forgotten. */
  public boolean isPlain() {
    return fence == 1 && envelope().options().isEmpty();
  }
}
