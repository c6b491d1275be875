package io.buttress.config;

import static io.buttress.config.ValueTypes.TEXT;
import static io.buttress.config.ValueTypes.duration;
import static io.buttress.config.ValueTypes.integer;
import static io.buttress.config.ValueTypes.listOf;
import static io.buttress.config.ValueTypes.number;
import static io.buttress.config.ValueTypes.oneOf;

import io.buttress.http.PathPattern;
import io.buttress.ratelimit.Algorithm;
import io.buttress.ratelimit.BanRule;
import io.buttress.ratelimit.CostSpec.Settlement;
import io.buttress.ratelimit.Fallback;
import io.buttress.ratelimit.Limit;
import io.buttress.ratelimit.LimitSyntax;
import io.buttress.ratelimit.Mode;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The settings of a policy, {@code buttress.rate-limit.POLICY.} in front. */
final class PolicyTable {
  private static final String PATTERNS =
      "patterns such as /api/*, *.jsp, /exact, /* or /shops/{shop}/orders";
  private static final ValueType<List<PathPattern>> PATHS_TYPE = listOf(PATTERNS, PathPattern::new);

  static final Setting<List<PathPattern>> PATHS = Setting.of("paths", PATHS_TYPE);
  static final Setting<List<PathPattern>> EXEMPT_PATHS = Setting.of("exempt-paths", PATHS_TYPE);
  static final Setting<List<String>> METHODS = Setting.of("methods", MethodSyntax.TYPE);
  static final Setting<String> CONDITION_CLASS = Setting.of("condition-class", TEXT);
  static final Setting<String> KEY = Setting.of("key", TEXT, "address");
  static final Setting<Algorithm> ALGORITHM =
      Setting.of("algorithm", oneOf(Algorithm.class), "token-bucket");

  /** A text here: what it means depends on the algorithm. */
  static final Setting<String> LIMITS =
      Setting.of("limits", ValueType.of(LimitSyntax.RATES, String::strip));

  static final Setting<Long> BURST = Setting.of("burst", number(1, Limit.MAX_QUOTA));
  static final Setting<Duration> MAX_WAIT =
      Setting.of("max-wait", duration(Duration.ZERO, Duration.ofMinutes(5)), "1s");
  static final Setting<Duration> LEASE =
      Setting.of("lease", duration(Duration.ofSeconds(1), Duration.ofDays(1)), "1m");
  static final Setting<String> LIMITS_CLASS = Setting.of("limits-class", TEXT);
  static final Setting<Long> COST = Setting.of("cost", number(1, Limit.MAX_QUOTA), "1");
  static final Setting<Settlement> SETTLE = Setting.of("settle", oneOf(Settlement.class), "none");
  static final Setting<Map<String, Long>> STATUS_COSTS =
      Setting.of("status-costs", StatusCostSyntax.TYPE);
  static final Setting<Long> BYTES_PER_UNIT =
      Setting.of(
          "bytes-per-unit",
          ValueTypes.SIZE.where(
              "a size from 1 to 931GiB", size -> size >= 1 && size <= Limit.MAX_QUOTA),
          "1KiB");
  static final Setting<Mode> MODE = Setting.of("mode", oneOf(Mode.class), "enforce");
  static final Setting<Fallback> FALLBACK = Setting.of("fallback", oneOf(Fallback.class), "local");
  static final Setting<Integer> EXPECTED_NODES =
      Setting.of("expected-nodes", integer(1, 10_000), "1");
  static final Setting<BanRule> BAN = Setting.of("ban", BanSyntax.TYPE);
  static final Setting<Long> LEASED_QUOTA = Setting.of("leased-quota", number(1, Limit.MAX_QUOTA));

  static final List<Setting<?>> ALL =
      List.of(
          PATHS,
          EXEMPT_PATHS,
          METHODS,
          CONDITION_CLASS,
          KEY,
          ALGORITHM,
          LIMITS,
          BURST,
          MAX_WAIT,
          LEASE,
          LIMITS_CLASS,
          COST,
          SETTLE,
          STATUS_COSTS,
          BYTES_PER_UNIT,
          MODE,
          FALLBACK,
          EXPECTED_NODES,
          BAN,
          LEASED_QUOTA);

  /** Settings that another name follows, of a role or of a key. */
  static final String ROLE_LIMITS = "role-limits";

  static final String KEY_LIMITS = "key-limits";
  static final List<String> MAPS = List.of(ROLE_LIMITS, KEY_LIMITS);

  private PolicyTable() {}
}
