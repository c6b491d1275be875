package io.buttress.ratelimit.internal;

import static io.buttress.ratelimit.internal.Arithmetic.ceilDiv;

import io.buttress.http.Field;
import io.buttress.ratelimit.Algorithm;
import io.buttress.ratelimit.Limit;
import io.buttress.ratelimit.LimitState;
import java.util.List;

/**
 * Writes {@code RateLimit} and {@code RateLimit-Policy} as draft-ietf-httpapi-ratelimit-headers has
 * them since -08: lists of items, each a name with parameters (RFC 8941). The draft may still
 * change: nothing else knows its syntax.
 *
 * <p>{@code t} is when more quota is there. That is when all of it is; of a bucket in which none is
 * left, when the first is. A refused request is told the wait of the limits that refused it, and no
 * {@code t} of others: Retry-After must not lie before any {@code t}.
 */
public final class RateLimitFields {
  /** The largest whole number of a structured field (RFC 8941, 3.3.1). */
  private static final long MAX_INTEGER = 999_999_999_999_999L;

  private RateLimitFields() {}

  /** The limits themselves: {@code "burst";q=100;w=60, "daily";q=1000;w=86400}. */
  public static Field policy(List<LimitState> states) {
    StringBuilder out = new StringBuilder(64);
    for (LimitState state : states) {
      Limit limit = state.limit();
      startItem(out, limit);
      out.append(";q=").append(limit.quota());
      if (limit.algorithm() == Algorithm.CONCURRENCY) {
        out.append(";qu=\"concurrent-requests\"");
      } else {
        out.append(";w=").append(ceilDiv(limit.window().toMillis(), 1_000));
      }
    }
    return new Field("RateLimit-Policy", out.toString());
  }

  /** Where the limits stand after an admission: {@code "burst";r=50;t=30}. */
  public static Field admitted(List<LimitState> states) {
    StringBuilder out = new StringBuilder(64);
    for (LimitState state : states) {
      startItem(out, state.limit());
      out.append(";r=").append(state.remaining());
      if (state.limit().algorithm() != Algorithm.CONCURRENCY) {
        out.append(";t=").append(seconds(MoreQuota.micros(state)));
      }
    }
    return new Field("RateLimit", out.toString());
  }

  /** Where the limits stand after a rejection. */
  public static Field rejected(List<LimitState> states) {
    StringBuilder out = new StringBuilder(64);
    for (LimitState state : states) {
      startItem(out, state.limit());
      boolean refused = state.waitMicros() > 0;
      boolean inTime = state.waitMicros() != LimitState.NEVER;
      out.append(";r=").append(state.remaining());
      if (refused && inTime && state.limit().algorithm() != Algorithm.CONCURRENCY) {
        out.append(";t=").append(seconds(state.waitMicros()));
      }
    }
    return new Field("RateLimit", out.toString());
  }

  private static void startItem(StringBuilder out, Limit limit) {
    if (!out.isEmpty()) {
      out.append(", ");
    }
    String name = limit.name();
    out.append('"');
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\');
      }
      out.append(c);
    }
    out.append('"');
  }

  /** Rounded up: who comes that much later must not be too early. */
  static long seconds(long micros) {
    return Math.min(ceilDiv(micros, 1_000_000), MAX_INTEGER);
  }
}
