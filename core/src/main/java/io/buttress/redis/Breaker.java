package io.buttress.redis;

import io.buttress.config.RedisSettings;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Leaves Redis alone after a few failed or slow calls in a row. While it is open no request waits
 * for Redis, nor is one sent ahead to try: that is the task of the {@link Lookout}.
 */
final class Breaker {
  private static final Logger LOG = System.getLogger(Breaker.class.getName());
  // The breaker never half-opens by itself: only a probe closes it.
  private static final Duration FOREVER = Duration.ofDays(365);

  private final CircuitBreaker breaker;
  private final RedisListener listener;
  private final int calls;
  private final long slow;
  // Whether a good call would change anything, which only the first one after a bad one does: all
  // that counts is how many bad ones come in a row.
  private volatile boolean afterBad;
  private final AtomicBoolean lost = new AtomicBoolean();
  private volatile Runnable whenLost = () -> {};

  Breaker(RedisSettings settings, RedisListener listener) {
    this.calls = settings.breakerFailures();
    this.listener = listener;
    this.slow = settings.breakerSlowCall().toNanos();
    this.breaker =
        CircuitBreaker.of(
            "redis",
            CircuitBreakerConfig.custom()
                .slidingWindow(calls, calls, SlidingWindowType.COUNT_BASED)
                .failureRateThreshold(100)
                .slowCallRateThreshold(100)
                .slowCallDurationThreshold(settings.breakerSlowCall())
                .permittedNumberOfCallsInHalfOpenState(1)
                .waitDurationInOpenState(FOREVER)
                .build());
  }

  /** Has something run when Redis, or a part of it, is left alone from now on. */
  void whenLost(Runnable task) {
    whenLost = task;
  }

  /** Whether a call may be made. */
  boolean admits() {
    boolean admitted = !isOpen();
    if (!admitted) {
      refused();
    }
    return admitted;
  }

  /** A call was not made. */
  void refused() {
    listener.refused();
  }

  /** A call has failed that says nothing of the rest of Redis. */
  void failedElsewhere(long nanos) {
    listener.called(false, nanos);
  }

  void succeeded(long nanos) {
    listener.called(true, nanos);
    if (nanos > slow) {
      breaker.onSuccess(nanos, TimeUnit.NANOSECONDS);
      afterBad = true;
      noticeOpening("calls are slow");
    } else if (afterBad) {
      // In this order: a bad call meanwhile must not go unnoticed.
      afterBad = false;
      breaker.onSuccess(nanos, TimeUnit.NANOSECONDS);
    }
  }

  /**
   * A call has failed.
   *
   * @param requests how many requests it was made for: it counts as often
   */
  void failed(long nanos, RuntimeException cause, int requests) {
    count(requests, nanos, cause);
    listener.called(false, nanos);
    noticeOpening(String.valueOf(cause.getMessage()));
  }

  /**
   * Others failed with a call that they waited for.
   *
   * @param requests how many: they count like calls
   */
  void missed(int requests, long nanos, RuntimeException cause) {
    count(requests, nanos, cause);
    noticeOpening(String.valueOf(cause.getMessage()));
  }

  private void count(int failures, long nanos, RuntimeException cause) {
    for (int i = 0; i < Math.min(failures, calls); i++) {
      breaker.onError(nanos, TimeUnit.NANOSECONDS, cause);
    }
    afterBad = true;
  }

  /** Opens at once. */
  void open(String reason) {
    breaker.transitionToOpenState();
    noticeOpening(reason);
  }

  /** Whether Redis is left alone. */
  boolean isOpen() {
    return breaker.getState() != State.CLOSED;
  }

  /** Closes again, while a part of Redis is still left alone. */
  void closeInPart() {
    if (isOpen()) {
      breaker.transitionToClosedState();
    }
  }

  /** Closes again. */
  void close() {
    breaker.transitionToClosedState();
    if (lost.compareAndSet(true, false)) {
      listener.found();
      LOG.log(Level.INFO, "Redis is back: each feature uses it again");
    }
  }

  private void noticeOpening(String reason) {
    if (isOpen()) {
      tell("Redis is out of reach", reason);
    }
  }

  /** A part of Redis is left alone, which this breaker has nothing to do with. */
  void lostInPart(String part, String reason) {
    tell("Redis is out of reach in part, at " + part, reason);
  }

  private void tell(String what, String reason) {
    if (lost.compareAndSet(false, true)) {
      listener.lost(reason);
      whenLost.run();
      LOG.log(
          Level.WARNING,
          "{0} ({1}): each feature does without it, as its settings say",
          what,
          reason);
    }
  }
}
