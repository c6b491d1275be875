package io.buttress.servlet.internal;

import io.buttress.Buttress;
import io.buttress.servlet.IdempotencyFilter;
import io.buttress.servlet.RateLimitFilter;
import io.buttress.servlet.ResponseCacheFilter;
import jakarta.servlet.Filter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A filter of Buttress, and what asks for it. */
public final class PlacedFilter {
  /** All of them, in the order in which a request passes them. */
  public static final List<PlacedFilter> ALL =
      List.of(
          new PlacedFilter(
              "rate-limit", RateLimitFilter.class, RateLimitFilter::new, Buttress::rateLimits),
          new PlacedFilter(
              "idempotency",
              IdempotencyFilter.class,
              IdempotencyFilter::new,
              Buttress::idempotency),
          new PlacedFilter(
              "response-cache",
              ResponseCacheFilter.class,
              ResponseCacheFilter::new,
              Buttress::responseCache));

  private final String feature;
  private final Class<? extends Filter> type;
  private final Supplier<? extends Filter> maker;
  private final Check check;

  /** Reads the settings of a filter, and throws if they have mistakes. */
  private interface Check {
    Object read(Buttress buttress, Map<String, String> parameters, String source);
  }

  private PlacedFilter(
      String feature, Class<? extends Filter> type, Supplier<? extends Filter> maker, Check check) {
    this.feature = feature;
    this.type = type;
    this.maker = maker;
    this.check = check;
  }

  /** The name under which it is registered where web.xml does not place it. */
  String registration() {
    return "buttress-" + feature;
  }

  /** What the properties start with that ask for it. */
  String prefix() {
    return "buttress." + feature + ".";
  }

  /** The one of that class; empty if it is none of ours. */
  public static Optional<PlacedFilter> find(@Nullable String className) {
    return ALL.stream().filter(filter -> filter.is(className)).findFirst();
  }

  /** Whether a filter of that class is this one. */
  boolean is(@Nullable String className) {
    return type.getName().equals(className);
  }

  Filter make() {
    return maker.get();
  }

  /**
   * Checks its settings.
   *
   * @param parameters its init-params
   * @param source where they stand, for messages
   * @throws io.buttress.error.ConfigurationException if there are mistakes
   */
  public void check(Buttress buttress, Map<String, String> parameters, String source) {
    Object unused = check.read(buttress, parameters, source);
  }
}
