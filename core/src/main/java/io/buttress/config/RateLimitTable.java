package io.buttress.config;

import static io.buttress.config.ValueTypes.SWITCH;
import static io.buttress.config.ValueTypes.TEXT;
import static io.buttress.config.ValueTypes.integer;
import static io.buttress.config.ValueTypes.listOf;
import static io.buttress.config.ValueTypes.oneOf;

import io.buttress.http.ForwardedHeader;
import io.buttress.http.TrustedProxies;
import io.buttress.ratelimit.RateLimitSettings.LegacyFields;
import io.buttress.text.Durations;
import java.time.Duration;
import java.util.List;

/** The settings right under {@code buttress.rate-limit.}, which hold for all policies. */
final class RateLimitTable {
  private static final String REFRESH = "0s for never, or a duration from 1s to 1d";

  static final Setting<Boolean> ENABLED = Setting.of("enabled", SWITCH, "true");
  static final Setting<Duration> REFRESH_INTERVAL =
      Setting.of(
          "refresh-interval", ValueTypes.DURATION.where(REFRESH, RateLimitTable::isRefresh), "10s");
  static final Setting<List<String>> TRUSTED_PROXIES =
      Setting.of("trusted-proxies", listOf(TrustedProxies.ALLOWED, RateLimitTable::trustedProxy));
  static final Setting<ForwardedHeader> FORWARDED_HEADER =
      Setting.of("forwarded-header", oneOf(ForwardedHeader.class), "x-forwarded-for");
  static final Setting<Integer> IPV6_PREFIX = Setting.of("ipv6-prefix", integer(1, 128), "64");
  static final Setting<Boolean> HEADERS = Setting.of("headers", SWITCH, "true");
  static final Setting<LegacyFields> LEGACY_HEADERS =
      Setting.of("legacy-headers", oneOf(LegacyFields.class), "off");
  static final Setting<String> RENDERER_CLASS = Setting.of("renderer-class", TEXT);

  static final List<Setting<?>> ALL =
      List.of(
          ENABLED,
          REFRESH_INTERVAL,
          TRUSTED_PROXIES,
          FORWARDED_HEADER,
          IPV6_PREFIX,
          HEADERS,
          LEGACY_HEADERS,
          RENDERER_CLASS);

  static final Feature FEATURE =
      new Feature("rate-limit", "POLICY", ALL, PolicyTable.ALL, PolicyTable.MAPS);

  static final String PREFIX = FEATURE.prefix();

  private RateLimitTable() {}

  /** Read one by one, so that a message names the one that is wrong. */
  private static String trustedProxy(String text) {
    TrustedProxies.of(List.of(text));
    return text;
  }

  private static boolean isRefresh(Duration duration) {
    return duration.isZero()
        || (duration.compareTo(Duration.ofSeconds(1)) >= 0
            && duration.compareTo(Durations.parse("1d")) <= 0);
  }
}
