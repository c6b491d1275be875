package io.buttress.ratelimit;

import io.buttress.http.Field;
import io.buttress.http.HttpAnswer;
import io.buttress.http.RequestPattern;
import io.buttress.http.RequestView;
import io.buttress.ratelimit.internal.Answers;
import io.buttress.ratelimit.internal.Judge;
import io.buttress.ratelimit.internal.KeyText;
import io.buttress.ratelimit.internal.LimitLookup;
import io.buttress.ratelimit.internal.RequestKey;
import io.buttress.ratelimit.internal.RequestKeys;
import io.buttress.ratelimit.internal.Settling;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiPredicate;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides about requests. Safe for many threads.
 *
 * <p>The enforcing policies of a request are charged together: all of them, or none. An observing
 * policy must have no effect: each is charged by itself, and only for requests that the enforcing
 * ones let pass, just as if it enforced and had been asked last. That costs a trip of its own for
 * each, while one observes.
 */
public final class RateLimitEngine {
  private static final Logger LOG = System.getLogger(RateLimitEngine.class.getName());

  private final LimitLookup limits;
  private final Judge judge;
  private final Settling settling;
  private final RateLimitStore store;
  private final InstantSource clock;
  private volatile Configuration now;
  private final AtomicBoolean rendererFailed = new AtomicBoolean();

  private RateLimitEngine(Builder builder) {
    limits = new LimitLookup(builder.overrides);
    judge = new Judge(builder.store, builder.listener, builder.nanos);
    settling = new Settling(builder.store);
    store = builder.store;
    clock = builder.clock;
    now = Configuration.of(builder.settings, builder.renderer, clock);
  }

  /**
   * What settings decide.
   *
   * @param alone the answer for each policy that matches alone, which is the usual case
   */
  private record Configuration(
      List<RateLimitPolicy> policies,
      List<List<RateLimitPolicy>> alone,
      RequestKeys keys,
      Answers answers,
      @Nullable RejectionRenderer renderer) {
    static Configuration of(
        RateLimitSettings settings, @Nullable RejectionRenderer renderer, InstantSource clock) {
      List<RateLimitPolicy> policies =
          settings.policies().stream().filter(p -> p.mode() != Mode.OFF).toList();
      return new Configuration(
          policies,
          policies.stream().map(List::of).toList(),
          new RequestKeys(settings.clientAddress()),
          new Answers(settings, clock),
          renderer);
    }
  }

  /** An engine without a renderer and overrides. */
  public RateLimitEngine(
      RateLimitSettings settings, RateLimitStore store, RateLimitListener listener) {
    this(builder(settings, store).listener(listener));
  }

  /** Starts with what every engine needs. */
  public static Builder builder(RateLimitSettings settings, RateLimitStore store) {
    return new Builder(settings, store);
  }

  /**
   * Takes over settings that have changed; what was counted stays. Requests that are under way end
   * by the settings with which they began.
   *
   * @param renderer null for the standard one
   */
  public void reconfigure(RateLimitSettings settings, @Nullable RejectionRenderer renderer) {
    now = Configuration.of(settings, renderer, clock);
  }

  /** What stands for a key's value in stores and {@link LimitOverrides}: at most 64 characters. */
  public static String boundedKey(String value) {
    return KeyText.of(value);
  }

  /**
   * The policies that apply to a request by path, method and class; empty: let it pass untouched.
   */
  public List<RateLimitPolicy> matching(RequestView request) {
    return select(request, RequestPattern::matches);
  }

  /**
   * The same before their conditions are asked, for who does that when it is known who is asking.
   */
  public List<RateLimitPolicy> concerning(RequestView request) {
    return select(request, RequestPattern::concerns);
  }

  private List<RateLimitPolicy> select(
      RequestView request, BiPredicate<RequestPattern, RequestView> test) {
    Configuration configuration = now;
    List<RateLimitPolicy> policies = configuration.policies();
    List<RateLimitPolicy> matching = List.of();
    for (int i = 0; i < policies.size(); i++) {
      if (test.test(policies.get(i).match(), request)) {
        matching =
            matching.isEmpty() ? configuration.alone().get(i) : plus(matching, policies.get(i));
      }
    }
    return matching;
  }

  private static List<RateLimitPolicy> plus(List<RateLimitPolicy> some, RateLimitPolicy one) {
    List<RateLimitPolicy> more = new ArrayList<>(some);
    more.add(one);
    return more;
  }

  /**
   * Decides about a request; all the policies are charged, or none.
   *
   * @param policies what {@link #matching} returned, or what annotations name
   */
  public Decision decide(RequestView request, List<RateLimitPolicy> policies) {
    if (policies.size() == 1) {
      Charge charge = charge(request, policies.get(0));
      return charge == null ? Decision.Unlimited.INSTANCE : judge.decide(List.of(charge));
    }
    List<Charge> charges = new ArrayList<>(policies.size());
    for (RateLimitPolicy policy : policies) {
      Charge charge = charge(request, policy);
      if (charge != null) {
        charges.add(charge);
      }
    }
    return judge.decide(charges);
  }

  private @Nullable Charge charge(RequestView request, RateLimitPolicy policy) {
    if (policy.mode() == Mode.OFF) {
      return null;
    }
    RequestKey key = now.keys().of(request, policy);
    return key == null
        ? null
        : new Charge(
            policy, key.text(), limits.of(policy, key, request), policy.cost().perRequest());
  }

  /**
   * Decides about a piece of work that is not an HTTP request.
   *
   * @param key the key's value, of any length and content
   * @param cost from 1
   * @throws IllegalArgumentException if the key is empty or the cost out of range
   */
  public Decision decide(RateLimitPolicy policy, String key, long cost) {
    Ranges.require("the cost", cost, 1, Limit.MAX_QUOTA);
    if (key.isEmpty()) {
      throw new IllegalArgumentException("a key needs at least one character");
    }
    if (policy.mode() == Mode.OFF) {
      return Decision.Unlimited.INSTANCE;
    }
    RequestKey bounded = RequestKey.of(key);
    LimitSet set = limits.of(policy, bounded, null);
    return judge.decide(List.of(new Charge(policy, bounded.text(), set, cost)));
  }

  /**
   * Settles what the response decides, and ends leases. Never throws for a store out of reach. Call
   * it once, when the response has really ended, asynchronous work included.
   */
  public void finish(Decision.Allowed allowed, ResponseOutcome outcome) {
    settling.finish(allowed, outcome);
  }

  /** Ends leases, and settles nothing. Never throws for a store out of reach. */
  public void release(Decision.Allowed allowed) {
    settling.release(allowed);
  }

  /**
   * Forgets what was counted under a key, a ban included.
   *
   * @param key the key's value, of any length and content
   * @throws io.buttress.error.StoreUnavailableException if the store can't be asked in time
   */
  public void reset(RateLimitPolicy policy, String key) {
    store.reset(policy, boundedKey(key));
  }

  /** The fields to set on the response of an allowed request, before the application runs. */
  public List<Field> fields(Decision.Allowed allowed) {
    return now.answers().fields(allowed);
  }

  /** The answer to a rejected request. */
  public HttpAnswer render(RequestView request, Decision.Rejected rejected) {
    Configuration configuration = now;
    HttpAnswer standard = configuration.answers().rejection(rejected);
    RejectionRenderer renderer = configuration.renderer();
    if (renderer == null) {
      return standard;
    }
    try {
      return Objects.requireNonNull(
          renderer.render(request, rejected, standard), "the renderer returned null");
    } catch (RuntimeException e) {
      if (rendererFailed.compareAndSet(false, true)) {
        LOG.log(
            Level.WARNING,
            "The renderer of rejections failed; the standard answer is sent, now and whenever it"
                + " fails again",
            e);
      }
      return standard;
    }
  }

  /** Collects what an engine can do without. */
  public static final class Builder {
    private final RateLimitSettings settings;
    private final RateLimitStore store;
    private RateLimitListener listener = RateLimitListener.NONE;
    private LimitOverrides overrides = LimitOverrides.NONE;
    private InstantSource clock = InstantSource.system();
    private LongSupplier nanos = System::nanoTime;
    private @Nullable RejectionRenderer renderer;

    private Builder(RateLimitSettings settings, RateLimitStore store) {
      this.settings = settings;
      this.store = store;
    }

    /** Who is told of decisions; else nobody. */
    public Builder listener(RateLimitListener listener) {
      this.listener = listener;
      return this;
    }

    /** Who renders rejections otherwise; else they are problem+json. */
    public Builder renderer(RejectionRenderer renderer) {
      this.renderer = renderer;
      return this;
    }

    /** Which keys have limits of their own; else none. */
    public Builder overrides(LimitOverrides overrides) {
      this.overrides = overrides;
      return this;
    }

    /** The clock of legacy fields that tell a date; else the system's. */
    public Builder clock(InstantSource clock) {
      this.clock = clock;
      return this;
    }

    /** The clock like {@link System#nanoTime} by which rejections are counted for bans. */
    public Builder nanos(LongSupplier nanos) {
      this.nanos = nanos;
      return this;
    }

    /** The engine. */
    public RateLimitEngine build() {
      return new RateLimitEngine(this);
    }
  }
}
