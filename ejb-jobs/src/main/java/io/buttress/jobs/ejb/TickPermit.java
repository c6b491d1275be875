package io.buttress.jobs.ejb;

import io.buttress.jobs.engine.Permit;
import java.util.concurrent.TimeUnit;

/**
 * Jobs may be claimed while a timer of the container ticks. Not before its first tick: until then
 * the server may not have started all of what handlers need.
 */
final class TickPermit implements Permit {
  private static final long LASTS = TimeUnit.SECONDS.toNanos(5);

  private volatile long tickedAt;

  TickPermit(long now) {
    this.tickedAt = now - LASTS;
  }

  void tick(long now) {
    tickedAt = now;
  }

  @Override
  public boolean isValid(long nanos) {
    return nanos - tickedAt < LASTS;
  }
}
