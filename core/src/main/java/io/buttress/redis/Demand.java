package io.buttress.redis;

import io.buttress.ratelimit.Algorithm;
import io.buttress.ratelimit.Charge;
import io.buttress.ratelimit.Lease;
import io.buttress.ratelimit.Limit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * What one caller demands of {@code acquire.lua}.
 *
 * @param keys one for each check of the plan
 * @param leases what an admission holds: one for each leased check
 */
record Demand(Plan plan, List<String> keys, List<Lease> leases) {
  static Demand of(Plan plan, List<Charge> charges, Keys names, Supplier<String> leaseIds) {
    if (plan.isBucket()) {
      Charge only = charges.get(0);
      String tag = names.tag(only.policy(), only.key());
      return new Demand(plan, List.of(names.limit(tag, Algorithm.TOKEN_BUCKET, 0)), List.of());
    }
    List<String> keys = new ArrayList<>(plan.checks.size());
    List<Lease> leases = List.of();
    for (Charge charge : charges) {
      String tag = names.tag(charge.policy(), charge.key());
      if (charge.policy().ban().isPresent()) {
        keys.add(names.ban(tag));
      }
      List<Limit> limits = charge.limits().limits();
      for (int i = 0; i < limits.size(); i++) {
        keys.add(names.limit(tag, limits.get(i).algorithm(), i));
        if (plan.checks.get(keys.size() - 1).isLeased()) {
          leases = leases.isEmpty() ? new ArrayList<>() : leases;
          leases.add(new Lease(charge, leaseIds.get()));
        }
      }
    }
    return new Demand(plan, keys, leases);
  }
}
