package io.buttress.config;

import io.buttress.http.PathPattern;
import io.buttress.http.RequestPattern;
import io.buttress.http.RequestView;
import io.buttress.ratelimit.Algorithm;
import io.buttress.ratelimit.CostSpec;
import io.buttress.ratelimit.CostSpec.Settlement;
import io.buttress.ratelimit.KeySpec;
import io.buttress.ratelimit.LimitTable;
import io.buttress.ratelimit.Mode;
import io.buttress.ratelimit.RateLimitPolicy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;

/** Reads the settings of one policy. */
final class PolicyReader {
  private final String name;
  private final Group group;
  private final UserClasses classes;

  PolicyReader(String name, Group group, UserClasses classes) {
    this.name = name;
    this.group = group;
    this.classes = classes;
  }

  /**
   * Reads the policy; every value is checked, whatever is missing.
   *
   * @return empty if it has neither paths nor limits, so that only an annotation can complete it;
   *     or if a mistake was noted
   */
  Optional<RateLimitPolicy> read() {
    List<PathPattern> paths = group.find(PolicyTable.PATHS).orElse(List.of());
    RequestPattern match = match(paths);
    Algorithm algorithm = group.get(PolicyTable.ALGORITHM);
    KeySpec key = key();
    CostSpec cost = cost();
    Mode mode = group.get(PolicyTable.MODE);
    var fallback = group.get(PolicyTable.FALLBACK);
    int nodes = group.get(PolicyTable.EXPECTED_NODES);
    var ban = group.find(PolicyTable.BAN);
    Optional<Long> leased = group.find(PolicyTable.LEASED_QUOTA);
    Optional<LimitTable> limits = new LimitTableReader(name, group, classes, algorithm).read();
    if (limits.isEmpty()) {
      if (!paths.isEmpty() && !group.has(PolicyTable.LIMITS)) {
        group
            .mistakes()
            .add(
                name(PolicyTable.LIMITS)
                    + ": missing; the policy "
                    + name
                    + " has paths but no limits");
      }
      return Optional.empty();
    }
    OptionalLong quota = leased.map(OptionalLong::of).orElseGet(OptionalLong::empty);
    RateLimitPolicy policy =
        new RateLimitPolicy(
            name, match, key, limits.get(), cost, mode, fallback, nodes, ban, quota);
    new PolicyCheck(policy, group).check();
    return Optional.of(policy);
  }

  private RequestPattern match(List<PathPattern> paths) {
    List<PathPattern> exempt = group.find(PolicyTable.EXEMPT_PATHS).orElse(List.of());
    List<String> methods = group.find(PolicyTable.METHODS).orElse(List.of());
    return new RequestPattern(paths, exempt, Set.copyOf(methods), condition());
  }

  @SuppressWarnings("unchecked") // What a Predicate tests can't be seen at run time.
  private Predicate<RequestView> condition() {
    return group
        .find(PolicyTable.CONDITION_CLASS, text -> classes.instance(text, Predicate.class))
        .map(found -> (Predicate<RequestView>) found)
        .orElse(RequestPattern.ALWAYS);
  }

  private KeySpec key() {
    return group
        .find(PolicyTable.KEY, new KeySyntax(classes)::parse)
        .orElseGet(() -> new KeySyntax(classes).parse(PolicyTable.KEY.standard().orElseThrow()));
  }

  private CostSpec cost() {
    long cost = group.get(PolicyTable.COST);
    Settlement settlement = group.get(PolicyTable.SETTLE);
    Map<String, Long> byStatus = group.find(PolicyTable.STATUS_COSTS).orElse(Map.of());
    long bytes = group.get(PolicyTable.BYTES_PER_UNIT);
    return new CostSpec(cost, settlement, byStatus, bytes);
  }

  private String name(Setting<?> setting) {
    return group.prefix() + setting.name();
  }
}
