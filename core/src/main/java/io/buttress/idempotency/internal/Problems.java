package io.buttress.idempotency.internal;

import io.buttress.http.Field;
import io.buttress.http.HttpAnswer;
import io.buttress.http.Problem;
import io.buttress.idempotency.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Words the answers to requests that are not executed. */
public final class Problems {
  /** What the type URIs start with; the reason's name in kebab-case follows. */
  public static final String TYPES = "urn:buttress:idempotency:";

  private Problems() {}

  /** The answer. */
  public static HttpAnswer answer(Refusal refusal) {
    String kind = refusal.reason().name().toLowerCase(Locale.ROOT).replace('_', '-');
    Problem problem =
        new Problem(TYPES + kind, title(refusal.reason()), status(refusal), refusal.detail());
    List<Field> fields = new ArrayList<>(3);
    fields.add(new Field("Content-Type", Problem.CONTENT_TYPE));
    fields.add(new Field("Cache-Control", "no-store"));
    if (!refusal.retryAfter().isZero()) {
      long seconds = Math.max(1, refusal.retryAfter().plusNanos(999_999_999).toSeconds());
      fields.add(new Field("Retry-After", Long.toString(seconds)));
    }
    return new HttpAnswer(problem.status(), fields, problem.toJson());
  }

  private static int status(Refusal refusal) {
    return switch (refusal.reason()) {
      case MISSING, MALFORMED -> 400;
      case IN_FLIGHT, OWNER_LOST, NOT_REPLAYABLE -> 409;
      case TOO_LARGE -> 413;
      case MISMATCH -> 422;
      case STORE_UNAVAILABLE -> 503;
    };
  }

  private static String title(Refusal.Reason reason) {
    return switch (reason) {
      case MISSING -> "A key is missing";
      case MALFORMED -> "The key is malformed";
      case MISMATCH -> "The key was used for another request";
      case IN_FLIGHT -> "The first request with this key is being processed";
      case OWNER_LOST -> "The outcome of the first request with this key is unknown";
      case NOT_REPLAYABLE -> "The answer to the first request with this key can't be repeated";
      case TOO_LARGE -> "The body is too long";
      case STORE_UNAVAILABLE -> "The key can't be looked up";
    };
  }
}
