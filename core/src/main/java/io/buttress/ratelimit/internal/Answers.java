package io.buttress.ratelimit.internal;

import io.buttress.http.Field;
import io.buttress.http.HttpAnswer;
import io.buttress.http.Problem;
import io.buttress.ratelimit.Decision;
import io.buttress.ratelimit.LimitState;
import io.buttress.ratelimit.RateLimitSettings;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Words the limiter's answers: fields of what passes, and problems for what does not. */
public final class Answers {
  private static final String PROBLEMS = "https://iana.org/assignments/http-problem-types#";

  private final boolean current;
  private final LegacyRateLimitFields legacy;

  public Answers(RateLimitSettings settings, InstantSource clock) {
    this.current = settings.rateLimitFields();
    this.legacy = new LegacyRateLimitFields(settings.legacyFields(), clock);
  }

  /** The fields of a response that passes. */
  public List<Field> fields(Decision.Allowed allowed) {
    List<LimitState> states = allowed.states();
    if (states.isEmpty()) {
      return List.of();
    }
    List<Field> fields = new ArrayList<>(5);
    if (current) {
      fields.add(RateLimitFields.policy(states));
      fields.add(RateLimitFields.admitted(states));
    }
    legacy.addTo(fields, states);
    return fields;
  }

  /** The answer to a rejected request. */
  public HttpAnswer rejection(Decision.Rejected rejected) {
    Problem problem = problem(rejected);
    List<Field> fields = new ArrayList<>(8);
    fields.add(new Field("Content-Type", Problem.CONTENT_TYPE));
    // RFC 6585, 4: a 429 must not be stored. The other answers are of this moment, too.
    fields.add(new Field("Cache-Control", "no-store"));
    fields.add(new Field("Retry-After", Long.toString(retryAfter(rejected))));
    if (!rejected.states().isEmpty()) {
      if (current) {
        fields.add(RateLimitFields.policy(rejected.states()));
        fields.add(RateLimitFields.rejected(rejected.states()));
      }
      legacy.addTo(fields, rejected.states());
    }
    return new HttpAnswer(problem.status(), fields, problem.toJson());
  }

  /**
   * In seconds, rounded up, so that it does not lie before the {@code t} of a limit that refused.
   */
  private static long retryAfter(Decision.Rejected rejected) {
    return Math.max(rejected.retryAfter().plusNanos(999_999_999).toSeconds(), 1);
  }

  private static Problem problem(Decision.Rejected rejected) {
    Map<String, Object> violated =
        rejected.violated().isEmpty() ? Map.of() : Map.of("violated-policies", rejected.violated());
    return switch (rejected.reason()) {
      case QUOTA_EXCEEDED ->
          new Problem(
              PROBLEMS + "quota-exceeded",
              "Request cannot be satisfied as assigned quota has been exceeded",
              429,
              "Too many requests: retry in " + retryAfter(rejected) + " s.",
              violated);
      case REDUCED_CAPACITY ->
          new Problem(
              PROBLEMS + "temporary-reduced-capacity",
              "Request cannot be satisfied due to temporary server capacity constraints",
              429,
              "The limit is lower than usual for the moment: retry in "
                  + retryAfter(rejected)
                  + " s.",
              violated);
      case BANNED ->
          new Problem(
              PROBLEMS + "abnormal-usage-detected",
              "Request not satisfied due to detection of abnormal request pattern",
              429,
              "Too many requests after they were refused: retry in " + retryAfter(rejected) + " s.",
              violated);
      case UNAVAILABLE ->
          new Problem(
              "about:blank",
              "Service Unavailable",
              503,
              "The request can't be checked for the moment: retry in "
                  + retryAfter(rejected)
                  + " s.");
    };
  }
}
