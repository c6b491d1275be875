package io.buttress.config;

import io.buttress.ratelimit.Algorithm;
import io.buttress.ratelimit.Limit;
import io.buttress.ratelimit.LimitSet;
import io.buttress.ratelimit.LimitSource;
import io.buttress.ratelimit.LimitSyntax;
import io.buttress.ratelimit.LimitTable;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/** Reads the limits of a policy: the standard ones, by role, by key, and from a class. */
final class LimitTableReader {
  private final String policy;
  private final Group group;
  private final UserClasses classes;
  private final LimitSyntax syntax;

  LimitTableReader(String policy, Group group, UserClasses classes, Algorithm algorithm) {
    this.policy = policy;
    this.group = group;
    this.classes = classes;
    this.syntax =
        new LimitSyntax(
            policy, algorithm, group.get(PolicyTable.MAX_WAIT), group.get(PolicyTable.LEASE));
  }

  /** Empty if there are no standard limits, or if they are a mistake. */
  Optional<LimitTable> read() {
    Optional<Long> found = group.find(PolicyTable.BURST);
    OptionalLong burst = found.map(OptionalLong::of).orElseGet(OptionalLong::empty);
    Optional<LimitSet> standard = group.find(PolicyTable.LIMITS, text -> syntax.parse(text, burst));
    Map<String, LimitSet> byRole = mostGenerousFirst(entries(PolicyTable.ROLE_LIMITS));
    Map<String, LimitSet> byKey = entries(PolicyTable.KEY_LIMITS);
    Optional<LimitSource> source =
        group.find(PolicyTable.LIMITS_CLASS, text -> classes.instance(text, LimitSource.class));
    return standard.map(limits -> new LimitTable(limits, byRole, byKey, source));
  }

  private Map<String, LimitSet> entries(String setting) {
    Map<String, LimitSet> sets = new TreeMap<>();
    ValueType<LimitSet> type = ValueType.of(PolicyTable.LIMITS.type().allowed(), syntax::parse);
    group
        .snapshot()
        .values()
        .forEach(
            (name, value) ->
                entry(name, setting)
                    .flatMap(
                        property ->
                            group.parse(name, value, type).map(set -> Map.entry(property, set)))
                    .ifPresent(found -> sets.put(found.getKey().entry(), found.getValue())));
    return sets;
  }

  private Optional<PolicyProperty> entry(String name, String setting) {
    if (group.snapshot().find(name).isEmpty()) {
      return Optional.empty();
    }
    return RateLimitTable.FEATURE
        .policyProperty(name)
        .filter(p -> p.policy().equals(policy) && p.setting().equals(setting));
  }

  /** Properties have no order, and a user may have several roles. */
  private static Map<String, LimitSet> mostGenerousFirst(Map<String, LimitSet> byRole) {
    Map<String, LimitSet> ordered = new LinkedHashMap<>();
    byRole.entrySet().stream()
        .sorted(
            Comparator.comparingDouble(
                    (Map.Entry<String, LimitSet> entry) -> -rate(entry.getValue()))
                .thenComparing(Map.Entry.comparingByKey()))
        .forEach(entry -> ordered.put(entry.getKey(), entry.getValue()));
    return Collections.unmodifiableMap(ordered);
  }

  private static double rate(LimitSet limits) {
    Limit first = limits.limits().get(0);
    return (double) first.quota() / first.window().toMillis();
  }
}
