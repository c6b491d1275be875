package io.buttress.ratelimit;

import io.buttress.http.HttpAnswer;
import io.buttress.http.RequestView;

/** A user's class that renders rejections otherwise than as problem+json. */
@FunctionalInterface
public interface RejectionRenderer {
  /**
   * The answer to a rejected request.
   *
   * @param standard what Buttress would answer: change it or replace it. Its Retry-After and
   *     RateLimit fields are worth keeping
   */
  HttpAnswer render(RequestView request, Decision.Rejected rejected, HttpAnswer standard);
}
