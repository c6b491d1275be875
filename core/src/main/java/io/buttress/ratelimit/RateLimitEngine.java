package io.buttress.ratelimit;

import io.buttress.http.Field;
import io.buttress.http.HttpAnswer;
import io.buttress.http.RequestView;
import java.util.List;

/** Decides about requests. Safe for many threads. */
public final class RateLimitEngine {
  /**
   * The policies that apply to a request by path, method and class; empty: let it pass untouched.
   */
  public List<RateLimitPolicy> matching(RequestView request) {
    throw new UnsupportedOperationException();
  }

  /**
   * Decides about a request; all the policies are charged, or none.
   *
   * @param policies what {@link #matching} returned, or what annotations name
   */
  public Decision decide(RequestView request, List<RateLimitPolicy> policies) {
    throw new UnsupportedOperationException();
  }

  /**
   * Decides about a piece of work that is not an HTTP request.
   *
   * @param key the key's value, of any length and content
   * @param cost from 1
   */
  public Decision decide(RateLimitPolicy policy, String key, long cost) {
    throw new UnsupportedOperationException();
  }

  /**
   * Settles what the response decides, and ends leases. Never throws for a store out of reach. Call
   * it once, when the response has really ended, asynchronous work included.
   */
  public void finish(Decision.Allowed allowed, ResponseOutcome outcome) {
    throw new UnsupportedOperationException();
  }

  /** The fields to set on the response of an allowed request, before the application runs. */
  public List<Field> fields(Decision.Allowed allowed) {
    throw new UnsupportedOperationException();
  }

  /** The answer to a rejected request. */
  public HttpAnswer render(RequestView request, Decision.Rejected rejected) {
    throw new UnsupportedOperationException();
  }
}
