package io.buttress.config;

import static io.buttress.config.ValueTypes.SWITCH;
import static io.buttress.config.ValueTypes.TEXT;
import static io.buttress.config.ValueTypes.duration;
import static io.buttress.config.ValueTypes.integer;
import static io.buttress.config.ValueTypes.listOf;
import static io.buttress.config.ValueTypes.oneOf;

import io.buttress.cache.Compression;
import io.buttress.cache.Identity;
import io.buttress.cache.Profile;
import io.buttress.http.Field;
import io.buttress.http.PathPattern;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The settings under {@code buttress.response-cache.}. */
final class ResponseCacheTable {
  private static final Duration YEAR = Duration.ofDays(365);
  private static final long MOST_BYTES = 1L << 40;
  private static final ValueType<Long> BYTES =
      ValueTypes.SIZE.where("a size up to 1TiB", size -> size <= MOST_BYTES);
  private static final ValueType<Duration> UP_TO_A_YEAR = duration(Duration.ZERO, YEAR);
  private static final ValueType<List<String>> NAMES =
      listOf("a list of names", ResponseCacheTable::name);
  private static final ValueType<Double> SHARE = number("a number from 0 to 1", 1);

  static final Setting<Boolean> ENABLED = Setting.of("enabled", SWITCH, "true");
  static final Setting<Profile> PROFILE = Setting.of("profile", oneOf(Profile.class), "safe");
  static final Setting<Boolean> STATUS_HEADER = Setting.of("status-header", SWITCH, "true");
  static final Setting<Duration> LONGEST_WAIT =
      Setting.of("longest-wait", duration(Duration.ZERO, Duration.ofMinutes(1)), "5s");
  static final Setting<Duration> ALONE_FOR =
      Setting.of("hit-for-miss", duration(Duration.ofSeconds(1), Duration.ofHours(1)), "10s");
  static final Setting<Integer> REFRESHES = Setting.of("refreshes", integer(0, 1_000), "8");
  static final Setting<Long> NEAR_SIZE = Setting.of("near-size", BYTES, "32MiB");
  static final Setting<Duration> NEAR_TTL =
      Setting.of("near-ttl", duration(Duration.ZERO, Duration.ofHours(1)), "10s");
  static final Setting<String> PURGE_TOKEN =
      Setting.of(
          "purge-token",
          new ValueType<>(
              "a text of at least 16 characters", ResponseCacheTable::token, text -> "***"));

  static final Setting<List<PathPattern>> PATHS = PolicyTable.PATHS;
  static final Setting<List<PathPattern>> EXEMPT_PATHS = PolicyTable.EXEMPT_PATHS;
  static final Setting<String> CONDITION_CLASS = PolicyTable.CONDITION_CLASS;
  static final Setting<Profile> POLICY_PROFILE = Setting.of("profile", oneOf(Profile.class));
  static final Setting<Duration> TTL = Setting.of("ttl", UP_TO_A_YEAR);
  static final Setting<Map<Integer, Duration>> STATUS_TTLS =
      Setting.of("status-ttls", StatusTimesSyntax.TYPE);
  static final Setting<Duration> LONGEST_TTL = Setting.of("longest-ttl", UP_TO_A_YEAR, "30d");
  static final Setting<Duration> HEURISTIC_LIMIT =
      Setting.of("heuristic-limit", UP_TO_A_YEAR, "1d");
  static final Setting<Duration> STALE_WHILE_REVALIDATE =
      Setting.of("stale-while-revalidate", UP_TO_A_YEAR, "0s");
  static final Setting<Duration> STALE_IF_ERROR = Setting.of("stale-if-error", UP_TO_A_YEAR, "0s");
  static final Setting<Duration> KEEP_STALE = Setting.of("keep-stale", UP_TO_A_YEAR, "1h");
  static final Setting<Double> JITTER = Setting.of("jitter", SHARE, "0");
  static final Setting<Double> EARLY_REFRESH =
      Setting.of("early-refresh", number("a number from 0 to 10", 10), "0");
  static final Setting<List<Identity>> SHARE_DESPITE =
      Setting.of(
          "share-despite", listOf(oneOf(Identity.class).allowed(), oneOf(Identity.class).parse()));
  static final Setting<List<String>> QUERY = Setting.of("query", NAMES);
  static final Setting<List<String>> IGNORED_QUERY = Setting.of("ignored-query", NAMES);
  static final Setting<Boolean> SORTED_QUERY = Setting.of("sorted-query", SWITCH, "false");
  static final Setting<List<String>> KEY_HEADERS =
      Setting.of("key-headers", listOf("a list of names of fields", ResponseCacheTable::field));
  static final Setting<List<String>> KEY_COOKIES = Setting.of("key-cookies", NAMES);
  static final Setting<String> VARY_BY = Setting.of("vary-by", TEXT);
  static final Setting<List<String>> TAGS = Setting.of("tags", NAMES);
  static final Setting<Long> LARGEST_BODY =
      Setting.of(
          "largest-body", BYTES.where("a size up to 64MiB", size -> size <= 64L << 20), "1MiB");
  static final Setting<Boolean> OVERRIDE_CONTAINER =
      Setting.of("override-container", SWITCH, "false");
  static final Setting<Boolean> ETAGS = Setting.of("etags", SWITCH, "true");
  static final Setting<Long> ETAGS_UNSTORED =
      Setting.of(
          "etags-unstored", BYTES.where("a size up to 1MiB", size -> size <= 1L << 20), "0B");
  static final Setting<Boolean> COMPRESS = Setting.of("compress", SWITCH, "false");
  static final Setting<Long> COMPRESS_FROM =
      Setting.of(
          "compress-from", BYTES.where("a size up to 64MiB", size -> size <= 64L << 20), "1KiB");
  static final Setting<List<String>> COMPRESS_TYPES =
      Setting.of(
          "compress-types",
          listOf("a list of media types", ResponseCacheTable::mediaType),
          String.join(", ", Compression.TEXTS));

  static final Feature FEATURE =
      Feature.of(
          "response-cache",
          "POLICY",
          List.of(
              ENABLED,
              PROFILE,
              STATUS_HEADER,
              LONGEST_WAIT,
              ALONE_FOR,
              REFRESHES,
              NEAR_SIZE,
              NEAR_TTL,
              PURGE_TOKEN),
          List.of(
              PATHS,
              EXEMPT_PATHS,
              CONDITION_CLASS,
              POLICY_PROFILE,
              TTL,
              STATUS_TTLS,
              LONGEST_TTL,
              HEURISTIC_LIMIT,
              STALE_WHILE_REVALIDATE,
              STALE_IF_ERROR,
              KEEP_STALE,
              JITTER,
              EARLY_REFRESH,
              SHARE_DESPITE,
              QUERY,
              IGNORED_QUERY,
              SORTED_QUERY,
              KEY_HEADERS,
              KEY_COOKIES,
              VARY_BY,
              TAGS,
              LARGEST_BODY,
              OVERRIDE_CONTAINER,
              ETAGS,
              ETAGS_UNSTORED,
              COMPRESS,
              COMPRESS_FROM,
              COMPRESS_TYPES));

  private ResponseCacheTable() {}

  private static ValueType<Double> number(String allowed, double most) {
    return ValueType.of(
        allowed,
        text -> {
          if (!text.strip().matches("\\d{1,3}(\\.\\d{1,6})?") || Double.parseDouble(text) > most) {
            throw new IllegalArgumentException("allowed is " + allowed);
          }
          return Double.parseDouble(text);
        });
  }

  private static String name(String text) {
    if (text.chars().anyMatch(c -> c <= ' ' || c == 0x7f)) {
      throw new IllegalArgumentException("'" + text + "' has a space or a control character");
    }
    return text;
  }

  private static String field(String text) {
    if (!Field.isToken(text)) {
      throw new IllegalArgumentException("'" + text + "' is not the name of a field");
    }
    return text;
  }

  private static String mediaType(String text) {
    if (!text.matches("[\\w!#$&^.+*-]+/[\\w!#$&^.+*-]+")
        || text.indexOf('*') != text.lastIndexOf('*')) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a media type, with one star at most");
    }
    return text.toLowerCase(Locale.ROOT);
  }

  private static String token(String text) {
    if (text.strip().length() < 16) {
      throw new IllegalArgumentException("allowed is a text of at least 16 characters");
    }
    return text.strip();
  }
}
