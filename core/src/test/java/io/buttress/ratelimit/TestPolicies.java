package io.buttress.ratelimit;

import io.buttress.http.PathPattern;
import io.buttress.http.RequestPattern;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Policies that a test describes, each with the usual rest. */
public final class TestPolicies {
  private TestPolicies() {}

  public static Limit limit(String name, Algorithm algorithm, long quota, Duration window) {
    return new Limit(name, algorithm, quota, window, quota, Duration.ZERO);
  }

  public static Limit bucket(String name, long quota, Duration window) {
    return limit(name, Algorithm.TOKEN_BUCKET, quota, window);
  }

  /** On all paths, by the client's address. */
  public static RateLimitPolicy policy(String name, Limit... limits) {
    RequestPattern everywhere =
        new RequestPattern(List.of(new PathPattern("/*")), List.of(), Set.of(), request -> true);
    return RateLimitPolicy.of(
        name,
        everywhere,
        KeySpec.of(new KeyPart.Address()),
        LimitTable.of(new LimitSet(List.of(limits))));
  }

  /** A policy under change: {@code change(policy, p -> p.mode = Mode.OBSERVE)}. */
  public static RateLimitPolicy with(RateLimitPolicy policy, UnaryOperator<Draft> change) {
    return change.apply(new Draft(policy)).policy();
  }

  /** The parts of a policy that tests change. */
  public static final class Draft {
    private final RateLimitPolicy from;
    private RequestPattern match;
    private KeySpec key;
    private LimitTable limits;
    private CostSpec cost;
    private Mode mode;
    private Fallback fallback;
    private int nodes;
    private Optional<BanRule> ban;
    private OptionalLong leased;

    private Draft(RateLimitPolicy from) {
      this.from = from;
      this.match = from.match();
      this.key = from.key();
      this.limits = from.limits();
      this.cost = from.cost();
      this.mode = from.mode();
      this.fallback = from.fallback();
      this.nodes = from.expectedNodes();
      this.ban = from.ban();
      this.leased = from.leasedQuota();
    }

    public Draft on(String... paths) {
      match =
          new RequestPattern(
              java.util.Arrays.stream(paths).map(PathPattern::new).toList(),
              List.of(),
              Set.of(),
              request -> true);
      return this;
    }

    public Draft key(KeySpec key) {
      this.key = key;
      return this;
    }

    public Draft limits(LimitTable limits) {
      this.limits = limits;
      return this;
    }

    public Draft cost(CostSpec cost) {
      this.cost = cost;
      return this;
    }

    public Draft mode(Mode mode) {
      this.mode = mode;
      return this;
    }

    public Draft fallback(Fallback fallback) {
      this.fallback = fallback;
      return this;
    }

    public Draft nodes(int nodes) {
      this.nodes = nodes;
      return this;
    }

    public Draft ban(BanRule ban) {
      this.ban = Optional.of(ban);
      return this;
    }

    public Draft leased(long quota) {
      this.leased = OptionalLong.of(quota);
      return this;
    }

    private RateLimitPolicy policy() {
      return new RateLimitPolicy(
          from.name(), match, key, limits, cost, mode, fallback, nodes, ban, leased);
    }
  }
}
