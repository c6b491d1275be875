package io.buttress.ratelimit.internal;

import static io.buttress.ratelimit.internal.Arithmetic.ceilDiv;

import io.buttress.http.Field;
import io.buttress.ratelimit.LimitState;
import io.buttress.ratelimit.RateLimitSettings.LegacyFields;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/**
 * Writes {@code X-RateLimit-Limit}, {@code -Remaining} and {@code -Reset} of the one limit that a
 * client runs into first: a refusing one, else the one with the smallest part left.
 */
final class LegacyRateLimitFields {
  // Not RFC_1123_DATE_TIME: that writes days of one digit, which RFC 9110, 5.6.7 does not allow.
  private static final DateTimeFormatter IMF_FIXDATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private final LegacyFields kind;
  private final InstantSource clock;

  LegacyRateLimitFields(LegacyFields kind, InstantSource clock) {
    this.kind = kind;
    this.clock = clock;
  }

  void addTo(List<Field> fields, List<LimitState> states) {
    if (kind == LegacyFields.OFF || states.isEmpty()) {
      return;
    }
    LimitState tightest = states.get(0);
    for (LimitState state : states) {
      if (isTighter(state, tightest)) {
        tightest = state;
      }
    }
    fields.add(new Field("X-RateLimit-Limit", Long.toString(tightest.limit().quota())));
    fields.add(new Field("X-RateLimit-Remaining", Long.toString(tightest.remaining())));
    fields.add(new Field("X-RateLimit-Reset", reset(tightest.resetMicros())));
  }

  private static boolean isTighter(LimitState one, LimitState other) {
    if (one.waitMicros() != other.waitMicros()) {
      return one.waitMicros() > other.waitMicros();
    }
    return (double) one.remaining() / one.limit().quota()
        < (double) other.remaining() / other.limit().quota();
  }

  private String reset(long micros) {
    return switch (kind) {
      case DELTA_SECONDS -> Long.toString(RateLimitFields.seconds(micros));
      case EPOCH_SECONDS -> Long.toString(at(micros).getEpochSecond());
      case HTTP_DATE -> IMF_FIXDATE.format(at(micros));
      case OFF -> throw new AssertionError(kind);
    };
  }

  /** Rounded up to a second. */
  private Instant at(long micros) {
    return Instant.ofEpochSecond(ceilDiv(clock.millis() + ceilDiv(micros, 1_000), 1_000));
  }
}
