package io.buttress.redis;

import io.buttress.ratelimit.Charge;
import io.buttress.ratelimit.CostSpec;
import io.buttress.ratelimit.Lease;
import io.buttress.ratelimit.Limit;
import io.buttress.ratelimit.LimitState;
import io.buttress.ratelimit.internal.Concurrency;
import io.buttress.ratelimit.internal.FixedWindow;
import io.buttress.ratelimit.internal.Gcra;
import io.buttress.ratelimit.internal.SlidingLog;
import io.buttress.ratelimit.internal.SlidingWindow;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** What charges mean to {@code acquire.lua}, and what its answer means to them. */
final class Checks {
  private final List<Charge> charges;
  private final List<Lease> leases = new ArrayList<>();
  final List<String> keys = new ArrayList<>();
  final List<String> arguments = new ArrayList<>();

  private Checks(List<Charge> charges, String mode) {
    this.charges = charges;
    arguments.add(mode);
  }

  /** Charges if all limits admit. */
  static Checks take(List<Charge> charges, Keys names, Supplier<String> leaseIds) {
    Checks checks = new Checks(charges, "take");
    for (Charge charge : charges) {
      checks.add(charge, names, leaseIds);
    }
    return checks;
  }

  /** Charges without asking. */
  static Checks charge(Charge charge, Keys names) {
    Checks checks = new Checks(List.of(charge), "charge");
    checks.add(charge, names, () -> "");
    return checks;
  }

  private void add(Charge charge, Keys names, Supplier<String> leaseIds) {
    String tag = names.tag(charge.policy(), charge.key());
    if (charge.policy().ban().isPresent()) {
      keys.add(names.ban(tag));
      arguments("b", "0", 0, 0, 0);
    }
    List<Limit> limits = charge.limits().limits();
    for (int i = 0; i < limits.size(); i++) {
      Limit limit = limits.get(i);
      keys.add(names.limit(tag, limit.algorithm(), i));
      add(charge, limit, leaseIds);
    }
  }

  private void add(Charge charge, Limit limit, Supplier<String> leaseIds) {
    long cost = charge.cost();
    String amount = Long.toString(cost);
    boolean settled = settled(charge);
    switch (limit.algorithm()) {
      case TOKEN_BUCKET, LEAKY_BUCKET -> {
        Gcra gcra = Gcra.shared(limit, settled);
        long tolerance = cost < 0 || gcra.neverAdmits(cost) ? -1 : gcra.tolerance(cost);
        arguments("t", Long.toString(gcra.increment(cost)), tolerance, gcra.most(), 0);
      }
      case FIXED_WINDOW ->
          arguments(
              "f",
              amount,
              limit.quota(),
              FixedWindow.windowMillis(limit),
              FixedWindow.most(limit, settled));
      case SLIDING_WINDOW ->
          arguments(
              "w",
              amount,
              limit.quota(),
              SlidingWindow.windowMillis(limit),
              SlidingWindow.most(limit, settled));
      case SLIDING_LOG ->
          arguments(
              "l",
              amount,
              limit.quota(),
              SlidingLog.windowMicros(limit),
              SlidingLog.most(limit, settled));
      case CONCURRENCY -> {
        String id = leaseIds.get();
        leases.add(new Lease(charge, id));
        arguments("c", id, limit.quota(), limit.window().toMillis() * 1_000, 0);
      }
    }
  }

  private void arguments(String kind, String first, long second, long third, long fourth) {
    arguments.add(kind);
    arguments.add(first);
    arguments.add(Long.toString(second));
    arguments.add(Long.toString(third));
    arguments.add(Long.toString(fourth));
  }

  private static boolean settled(Charge charge) {
    return charge.policy().cost().settlement() != CostSpec.Settlement.NONE;
  }

  /** The leases that an admission holds. */
  List<Lease> leases() {
    return leases;
  }

  /** The script's answer. */
  Answer read(List<?> reply) {
    boolean admitted = number(reply, 0) == 1;
    List<LimitState> states = new ArrayList<>();
    long ban = 0;
    int at = 1;
    for (Charge charge : charges) {
      if (charge.policy().ban().isPresent()) {
        ban = Math.max(ban, number(reply, at));
        at += 3;
      }
      for (Limit limit : charge.limits().limits()) {
        long[] numbers = {number(reply, at), number(reply, at + 1), number(reply, at + 2)};
        states.add(admitted ? admitted(charge, limit, numbers) : refused(charge, limit, numbers));
        at += 3;
      }
    }
    return new Answer(admitted, states, ban);
  }

  private static LimitState admitted(Charge charge, Limit limit, long[] n) {
    return switch (limit.algorithm()) {
      case TOKEN_BUCKET, LEAKY_BUCKET ->
          Gcra.shared(limit, settled(charge)).admitted(n[0], charge.cost());
      case FIXED_WINDOW -> FixedWindow.admitted(limit, n[0], n[1]);
      case SLIDING_WINDOW -> SlidingWindow.admitted(limit, n[0], n[1], n[2]);
      case SLIDING_LOG -> SlidingLog.admitted(limit, n[0], n[1]);
      case CONCURRENCY -> Concurrency.admitted(limit, n[0]);
    };
  }

  private static LimitState refused(Charge charge, Limit limit, long[] n) {
    return switch (limit.algorithm()) {
      case TOKEN_BUCKET, LEAKY_BUCKET ->
          Gcra.shared(limit, settled(charge)).refused(n[0], charge.cost());
      case FIXED_WINDOW -> FixedWindow.refused(limit, n[0], n[1], charge.cost());
      case SLIDING_WINDOW -> SlidingWindow.refused(limit, n[0], n[1], n[2], charge.cost());
      case SLIDING_LOG -> SlidingLog.refused(limit, n[0], n[1], n[2], charge.cost());
      case CONCURRENCY -> Concurrency.refused(limit, n[0], n[1]);
    };
  }

  private static long number(List<?> reply, int index) {
    return ((Number) reply.get(index)).longValue();
  }

  /**
   * What the script says.
   *
   * @param states one per limit
   * @param banMicros how long a key is still banned; 0 if none is
   */
  record Answer(boolean admitted, List<LimitState> states, long banMicros) {}
}
