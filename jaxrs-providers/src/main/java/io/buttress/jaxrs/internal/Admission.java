package io.buttress.jaxrs.internal;

import io.buttress.http.Field;
import io.buttress.ratelimit.Decision;
import io.buttress.ratelimit.RateLimitEngine;
import io.buttress.ratelimit.RateLimitPolicy;
import io.buttress.ratelimit.ResponseOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * What was decided about one request, and what is left to do for it. Lives in a property of the
 * request context. Several threads may touch it: the request's, those that resume it, and the
 * container's.
 */
final class Admission implements Unfinished {
  /** The name of the property. */
  static final String PROPERTY = "io.buttress.jaxrs.admission";

  private static final int SERVER_ERROR = 500;

  private final RateLimitEngine engine;
  private final boolean endTold;
  private final List<Decision.Allowed> unfinished = new ArrayList<>(1);
  private final List<Field> fields = new ArrayList<>(2);
  private List<RateLimitPolicy> waiting = List.of();
  private boolean rejected;
  // Who never gets a response filter to run has failed.
  private int status = SERVER_ERROR;

  /**
   * @param endTold whether somebody will finish it when the request has ended
   */
  Admission(RateLimitEngine engine, boolean endTold) {
    this.engine = engine;
    this.endTold = endTold;
  }

  /** Keeps policies until it is known who is asking. */
  synchronized void postpone(List<RateLimitPolicy> policies) {
    waiting = List.copyOf(policies);
  }

  /** The policies that were kept; they are asked once. */
  synchronized List<RateLimitPolicy> takeWaiting() {
    List<RateLimitPolicy> taken = waiting;
    waiting = List.of();
    return taken;
  }

  synchronized boolean hasWaiting() {
    return !waiting.isEmpty();
  }

  synchronized void admit(Decision.Allowed allowed) {
    fields.addAll(engine.fields(allowed));
    if (allowed.needsFinish()) {
      unfinished.add(allowed);
    }
  }

  /** The answer has fields of its own. */
  synchronized void reject() {
    rejected = true;
    fields.clear();
  }

  /** The fields of the response, for the first who asks. */
  synchronized List<Field> takeFields() {
    List<Field> taken = List.copyOf(fields);
    fields.clear();
    return taken;
  }

  /** The response has a status; it may still have to be sent. */
  synchronized void respond(int status) {
    this.status = status;
  }

  /** Whether somebody will finish it when the request has ended. */
  boolean isEndTold() {
    return endTold;
  }

  @Override
  public synchronized boolean isFinished() {
    return unfinished.isEmpty();
  }

  @Override
  public void end(RequestOver over) {
    finish(over.declaredCost());
  }

  /** Settles and releases what is left, once. */
  void finish(OptionalLong declaredCost) {
    List<Decision.Allowed> left;
    ResponseOutcome outcome;
    boolean settles;
    synchronized (this) {
      left = List.copyOf(unfinished);
      unfinished.clear();
      outcome = new ResponseOutcome(status, 0, declaredCost);
      settles = !rejected;
    }
    for (Decision.Allowed allowed : left) {
      if (settles) {
        engine.finish(Bytes.unsettled(allowed), outcome);
      } else {
        // What the application never saw costs what it was charged.
        engine.release(allowed);
      }
    }
  }
}
