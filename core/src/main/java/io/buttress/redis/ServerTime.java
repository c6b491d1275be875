package io.buttress.redis;

import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Redis's clock as this node knows it, without a trip: its own clock, put right by what answers
 * say. An answer was given between a question and its arrival; only where the known difference does
 * not fit in between is it changed, by as little as possible. So it does not waver.
 */
final class ServerTime {
  private final InstantSource clock;
  private final AtomicLong ahead = new AtomicLong();

  ServerTime(InstantSource clock) {
    this.clock = clock;
  }

  /** This node's clock, in milliseconds. */
  long local() {
    return clock.millis();
  }

  /** Redis's clock, in milliseconds. */
  long now() {
    return clock.millis() + ahead.get();
  }

  /**
   * Learns from an answer.
   *
   * @param asked this node's clock when the question was sent, in milliseconds
   * @param server Redis's when it answered
   */
  void learn(long asked, long server) {
    long least = server - clock.millis() - 1;
    long most = server - asked + 1;
    if (least <= most) {
      ahead.updateAndGet(known -> Math.max(least, Math.min(most, known)));
    }
  }
}
