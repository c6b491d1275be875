package io.buttress.jobs.ejb;

import io.buttress.Buttress;
import io.buttress.config.Group;
import io.buttress.jobs.engine.Throttle;
import io.buttress.ratelimit.Decision;
import io.buttress.ratelimit.RateLimiter;
import java.time.Duration;
import java.util.Optional;

/** Starts the jobs of a queue as fast as a policy of the rate limiter admits. */
final class RateLimitThrottle implements Throttle {
  private final RateLimiter limiter;
  private final String queue;

  RateLimitThrottle(RateLimiter limiter, String queue) {
    this.limiter = limiter;
    this.queue = queue;
  }

  /** What the settings of a queue name; empty if they name none. */
  static Optional<Throttle> find(String queue, Group settings, Buttress buttress) {
    return settings
        .find(JobSettings.RATE_LIMIT)
        .<Throttle>map(policy -> new RateLimitThrottle(buttress.rateLimiter(policy), queue));
  }

  @Override
  public Answer ask() {
    Decision decision = limiter.tryAcquire(queue);
    if (decision instanceof Decision.Rejected rejected) {
      return new Refused(atLeastAMilli(rejected));
    } else if (decision instanceof Decision.Allowed allowed) {
      return new Granted(allowed.delay(), () -> limiter.release(allowed));
    }
    return Granted.AT_ONCE;
  }

  private static Duration atLeastAMilli(Decision.Rejected rejected) {
    Duration wait = rejected.retryAfter();
    return wait.toMillis() > 0 ? wait : Duration.ofMillis(1);
  }
}
