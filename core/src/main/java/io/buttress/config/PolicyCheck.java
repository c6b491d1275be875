package io.buttress.config;

import io.buttress.ratelimit.Algorithm;
import io.buttress.ratelimit.CostSpec.Settlement;
import io.buttress.ratelimit.KeyPart;
import io.buttress.ratelimit.Limit;
import io.buttress.ratelimit.LimitSet;
import io.buttress.ratelimit.LimitTable;
import io.buttress.ratelimit.RateLimitPolicy;
import java.util.List;
import java.util.stream.Stream;

/** What single values can't show: settings that have no effect, or that let nothing pass. */
final class PolicyCheck {
  private final RateLimitPolicy policy;
  private final Group group;

  PolicyCheck(RateLimitPolicy policy, Group group) {
    this.policy = policy;
    this.group = group;
  }

  void check() {
    Algorithm algorithm = policy.limits().standard().limits().get(0).algorithm();
    Settlement settlement = policy.cost().settlement();
    boolean concurrent = algorithm == Algorithm.CONCURRENCY;
    only(PolicyTable.MAX_WAIT, algorithm == Algorithm.LEAKY_BUCKET, "algorithm=leaky-bucket");
    only(PolicyTable.LEASE, concurrent, "algorithm=concurrency");
    only(PolicyTable.STATUS_COSTS, settlement == Settlement.BY_STATUS, "settle=by-status");
    only(PolicyTable.BYTES_PER_UNIT, settlement == Settlement.BY_BYTES, "settle=by-bytes");
    if (settlement == Settlement.BY_STATUS && policy.cost().byStatus().isEmpty()) {
      note(PolicyTable.SETTLE, "by-status needs " + PolicyTable.STATUS_COSTS.name());
    }
    if (concurrent && settlement != Settlement.NONE) {
      note(PolicyTable.SETTLE, "requests in flight have no cost that is settled");
    }
    if (policy.leasedQuota().isPresent() && (concurrent || algorithm == Algorithm.LEAKY_BUCKET)) {
      note(PolicyTable.LEASED_QUOTA, "goes neither with leaky-bucket nor with concurrency");
    }
    checkCapacity();
    checkPathVariables();
  }

  /** A setting without effect is a misunderstanding. */
  private void only(Setting<?> setting, boolean condition, String other) {
    if (!condition && group.has(setting)) {
      note(setting, "goes with " + other + " alone");
    }
  }

  private void checkCapacity() {
    long cost = policy.cost().perRequest();
    for (Limit limit : (Iterable<Limit>) limits()::iterator) {
      if (cost > limit.burst()) {
        note(
            PolicyTable.COST,
            cost
                + " is above what "
                + limit.name()
                + " can ever hold, "
                + limit.burst()
                + ": nothing would pass");
        return;
      }
    }
    long leased = policy.leasedQuota().orElse(0);
    if (limits().anyMatch(limit -> leased > limit.burst())) {
      note(PolicyTable.LEASED_QUOTA, leased + " is above a limit of the policy");
    }
  }

  private Stream<Limit> limits() {
    LimitTable table = policy.limits();
    return Stream.of(
            Stream.of(table.standard()),
            table.byRole().values().stream(),
            table.byKey().values().stream())
        .flatMap(sets -> sets)
        .map(LimitSet::limits)
        .flatMap(List::stream);
  }

  private void checkPathVariables() {
    var paths = policy.match().paths();
    policy.key().alternatives().stream()
        .flatMap(List::stream)
        .filter(KeyPart.PathVariable.class::isInstance)
        .map(part -> "{" + ((KeyPart.PathVariable) part).name() + "}")
        .filter(variable -> !paths.isEmpty())
        .filter(variable -> paths.stream().noneMatch(path -> path.source().contains(variable)))
        .forEach(variable -> note(PolicyTable.KEY, "no path of the policy has " + variable));
  }

  private void note(Setting<?> setting, String reason) {
    group.note(setting, reason);
  }
}
