package io.buttress.ratelimit.internal;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.buttress.http.RequestView;
import io.buttress.ratelimit.LimitOverrides;
import io.buttress.ratelimit.LimitSet;
import io.buttress.ratelimit.LimitSyntax;
import io.buttress.ratelimit.LimitTable;
import io.buttress.ratelimit.RateLimitPolicy;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the limits of a key: what it was given while the application runs, else what {@link
 * LimitTable} says.
 */
public final class LimitLookup {
  private static final int PARSED = 10_000;

  private final LimitOverrides overrides;
  private final Cache<Written, LimitSet> parsed =
      Caffeine.newBuilder().maximumSize(PARSED).executor(Runnable::run).build();

  public LimitLookup(LimitOverrides overrides) {
    this.overrides = overrides;
  }

  /** What a user's class wrote, and how it is to be read. */
  private record Written(LimitSyntax syntax, String limits) {}

  /**
   * The limits.
   *
   * @param request null when code asks by key
   */
  public LimitSet of(RateLimitPolicy policy, RequestKey key, @Nullable RequestView request) {
    LimitSet own = overrides.limitsOf(policy.name(), key.text());
    if (own != null) {
      return own;
    }
    LimitTable table = policy.limits();
    LimitSet listed = table.byKey().isEmpty() ? null : table.byKey().get(key.value());
    if (listed != null) {
      return listed;
    }
    LimitSet named = table.source().isEmpty() ? null : fromSource(policy, key, request);
    if (named != null) {
      return named;
    }
    LimitSet byRole = request == null || table.byRole().isEmpty() ? null : ofRole(table, request);
    return byRole == null ? table.standard() : byRole;
  }

  private @Nullable LimitSet fromSource(
      RateLimitPolicy policy, RequestKey key, @Nullable RequestView request) {
    String limits = policy.limits().source().orElseThrow().limitsOf(request, key.value());
    return limits == null
        ? null
        : parsed.get(
            new Written(LimitSyntax.of(policy), limits),
            text -> text.syntax().parse(text.limits()));
  }

  private static @Nullable LimitSet ofRole(LimitTable table, RequestView request) {
    for (Map.Entry<String, LimitSet> entry : table.byRole().entrySet()) {
      if (request.isUserInRole(entry.getKey())) {
        return entry.getValue();
      }
    }
    return null;
  }
}
