package io.buttress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.buttress.cache.CacheEngine;
import io.buttress.cache.CachePolicy;
import io.buttress.cache.CacheRequest;
import io.buttress.error.ConfigurationException;
import io.buttress.http.RequestView;
import io.buttress.idempotency.Idempotency;
import io.buttress.idempotency.Outcome;
import io.buttress.ratelimit.Decision;
import io.buttress.ratelimit.Mode;
import io.buttress.ratelimit.RateLimitEngine;
import io.buttress.ratelimit.RateLimitPolicy;
import io.buttress.ratelimit.RateLimiter;
import io.buttress.testing.SimpleRequest;
import io.buttress.testing.TestApplication;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ButtressTest {
  private static final String API = "buttress.rate-limit.api.";
  private static final String CACHE = "buttress.response-cache.";

  private TestApplication application;

  @BeforeEach
  void deployable(@TempDir Path folder) throws IOException {
    application =
        new TestApplication(folder, "/shop")
            .with("buttress.rate-limit.refresh-interval", "1s")
            .with(API + "paths", "/api/*")
            .with(API + "limits", "2/1h");
  }

  @AfterEach
  void undeploy() throws IOException {
    application.close();
  }

  @Test
  void properties_go_in_and_decisions_come_out() {
    Buttress buttress = application.deploy();
    try {
      RateLimitEngine engine = buttress.rateLimits();
      assertThat(passes(engine, "/api/books")).isTrue();
      assertThat(passes(engine, "/api/authors")).isTrue();
      assertThat(passes(engine, "/api/books")).isFalse();
      assertThat(passes(engine, "/other")).isTrue();
      assertThat(counter(buttress, "rate-limit.decisions{kind=rejected,policy=api,source=local}"))
          .isEqualTo(1);
    } finally {
      buttress.release();
    }
  }

  @Test
  void the_first_user_starts_it_and_the_last_ends_it() throws Exception {
    assertThat(Buttress.current()).isEmpty();
    Buttress filter = application.deploy();
    Buttress feature = application.deploy();
    assertThat(feature.rateLimits()).isSameAs(filter.rateLimits());
    filter.release();
    filter.release();
    assertThat(Buttress.current()).isPresent();
    assertThat(beans()).isEqualTo(1);
    feature.release();
    assertThat(Buttress.current()).isEmpty();
    assertThat(beans()).isZero();
    assertThat(threads()).isZero();
  }

  @Test
  void who_only_found_it_can_not_release_it() {
    Buttress buttress = application.deploy();
    try {
      assertThatThrownBy(() -> Buttress.current().orElseThrow().release())
          .isInstanceOf(IllegalStateException.class);
    } finally {
      buttress.release();
    }
  }

  @Test
  void a_mistake_in_the_settings_leaves_nothing_and_can_be_corrected() throws Exception {
    application.with(API + "limit", "1/1s").with("buttress.redis.uri", "redis//h");
    assertThatThrownBy(() -> application.deploy())
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("2 mistakes");
    assertThat(Buttress.current()).isEmpty();
    assertThat(beans()).isZero();
    assertThat(threads()).isZero();
    application.without(API + "limit").without("buttress.redis.uri");
    application.deploy().release();
  }

  @Test
  void an_init_param_wins_for_its_filter_alone() {
    Buttress buttress = application.deploy();
    try {
      RateLimitEngine own = buttress.rateLimits(Map.of("api.paths", "/own"), "filter F");
      assertThat(matches(own, "/own")).isTrue();
      assertThat(matches(own, "/api/x")).isFalse();
      assertThat(matches(buttress.rateLimits(), "/own")).isFalse();
      assertThat(buttress.rateLimits(Map.of("api.paths", "/own"), "filter F")).isSameAs(own);
      assertThat(buttress.rateLimits(Map.of())).isSameAs(buttress.rateLimits());
      assertThatThrownBy(() -> buttress.rateLimits(Map.of("api.path", "/x"), "filter F"))
          .hasMessageContaining("api.path (filter F): unknown setting; did you mean");
      assertThatThrownBy(() -> buttress.rateLimits(Map.of("refresh-interval", "1s"), "filter F"))
          .hasMessageContaining("not of one filter");
    } finally {
      buttress.release();
    }
  }

  @Test
  void a_property_overrides_an_annotation_also_when_it_comes_later() {
    Buttress buttress = application.deploy();
    try {
      Supplier<RateLimitPolicy> policy =
          buttress.rateLimitPolicy("Books.find", Map.of("limits", "5/1m"), "@RateLimited on find");
      assertThat(quota(policy.get())).isEqualTo(5);
      application.with("buttress.rate-limit.Books.find.limits", "7/1m");
      await().until(() -> quota(policy.get()) == 7);
      application.without("buttress.rate-limit.Books.find.limits");
      await().until(() -> quota(policy.get()) == 5);
      assertThatThrownBy(
              () -> buttress.rateLimitPolicy("Books.add", Map.of(), "@RateLimited on add"))
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining("@RateLimited on add asks for the policy Books.add");
      assertThat(quota(buttress.rateLimitPolicy("api", Map.of()))).isEqualTo(2);
    } finally {
      buttress.release();
    }
  }

  @Test
  void limits_change_while_it_runs_and_mistakes_keep_the_old_ones() {
    Buttress buttress = application.deploy();
    try {
      RateLimitEngine engine = buttress.rateLimits();
      RateLimitEngine own = buttress.rateLimits(Map.of("api.methods", "GET"), "filter F");
      Supplier<RateLimitPolicy> annotated = buttress.rateLimitPolicy("api", Map.of(), "a");
      application.with(API + "limits", "3/1h");
      await().until(() -> quota(policy(engine)) == 3);
      assertThat(quota(policy(own))).isEqualTo(3);
      assertThat(quota(annotated.get())).isEqualTo(3);

      application.with(API + "limits", "many").with(API + "mode", "off");
      await().until(() -> !buttress.telemetry().isUp());
      assertThat(quota(policy(engine))).isEqualTo(3);
      assertThat(policy(engine).mode()).as("all or nothing").isEqualTo(Mode.ENFORCE);
      assertThat(buttress.telemetry().health().reason()).contains("the old ones hold");
      assertThat(counter(buttress, "rate-limit.settings{outcome=refused}")).isEqualTo(1);

      application.with(API + "limits", "4/1h").without(API + "mode");
      await().until(() -> quota(policy(engine)) == 4);
      await().until(() -> buttress.telemetry().isUp());
      application.without(API + "limits").without(API + "paths");
      application.with("buttress.rate-limit.enabled", "false");
      // The annotation still asks for the policy, which is gone: a mistake.
      await().until(() -> !buttress.telemetry().isUp());
    } finally {
      buttress.release();
    }
  }

  @Test
  void limiting_can_be_switched_off_and_on_while_it_runs() {
    Buttress buttress = application.with("buttress.rate-limit.enabled", "false").deploy();
    try {
      RateLimiter code = buttress.rateLimiter("api");
      assertThat(matches(buttress.rateLimits(), "/api/x")).isFalse();
      assertThat(code.tryAcquire("k", 3)).isEqualTo(Decision.Unlimited.INSTANCE);
      application.with("buttress.rate-limit.enabled", "true");
      await().until(() -> matches(buttress.rateLimits(), "/api/x"));
      await().until(() -> code.tryAcquire("k", 3) instanceof Decision.Rejected);
      application.with("buttress.rate-limit.enabled", "false");
      await().until(() -> !matches(buttress.rateLimits(), "/api/x"));
      await().until(() -> code.tryAcquire("k", 3) instanceof Decision.Unlimited);
    } finally {
      buttress.release();
    }
  }

  @Test
  void what_is_cached_and_for_how_long_can_change_while_it_runs() {
    application.with(CACHE + "pages.paths", "/pages/*").with(CACHE + "pages.ttl", "1m");
    Buttress buttress = application.deploy();
    try {
      CacheEngine engine = buttress.responseCache(Map.of(), "properties");
      CacheEngine own = buttress.responseCache(Map.of("pages.paths", "/own"), "filter F");
      Supplier<Optional<CachePolicy>> annotated =
          buttress.responseCachePolicy("Books.one", Map.of("ttl", "2m"), "annotation");
      assertThat(annotated.get().map(ButtressTest::ttl)).contains(Duration.ofMinutes(2));

      application.with(CACHE + "pages.ttl", "1h").with(CACHE + "Books.one.ttl", "2h");
      await().until(() -> ttl(buttress, "pages").equals(Optional.of(Duration.ofHours(1))));
      assertThat(ttl(engine, "/pages/1")).contains(Duration.ofHours(1));
      assertThat(ttl(own, "/own")).contains(Duration.ofHours(1));
      assertThat(annotated.get().map(ButtressTest::ttl)).contains(Duration.ofHours(2));

      application.with(CACHE + "pages.ttl", "long");
      await().until(() -> !buttress.telemetry().isUp());
      assertThat(ttl(engine, "/pages/1")).as("the old one holds").contains(Duration.ofHours(1));

      application.with(CACHE + "pages.ttl", "1h").with(CACHE + "enabled", "false");
      await().until(() -> ttl(buttress, "pages").isEmpty());
      assertThat(ttl(engine, "/pages/1")).isEmpty();
      assertThat(annotated.get()).isEmpty();
    } finally {
      buttress.release();
    }
  }

  private static Duration ttl(CachePolicy policy) {
    return policy.times().timeToLive().get(200);
  }

  private static Optional<Duration> ttl(Buttress buttress, String policy) {
    return buttress.configuredResponseCachePolicy(policy).map(ButtressTest::ttl);
  }

  /** Asked for its path alone. */
  private static Optional<Duration> ttl(CacheEngine engine, String path) {
    RequestView request = SimpleRequest.get(path);
    CacheRequest view =
        (CacheRequest)
            Proxy.newProxyInstance(
                CacheRequest.class.getClassLoader(),
                new Class<?>[] {CacheRequest.class},
                (proxy, method, arguments) -> method.invoke(request, arguments));
    return engine.policy(view).map(ButtressTest::ttl);
  }

  @Test
  void without_redis_idempotency_can_be_switched_off_and_not_on() {
    application
        .with("buttress.idempotency.enabled", "false")
        .with("buttress.idempotency.book.ttl", "1h");
    Buttress buttress = application.deploy();
    try {
      Idempotency book = buttress.idempotency("book");
      for (int i = 0; i < 2; i++) {
        assertThat(book.execute("k", "f", () -> "done")).isEqualTo(new Outcome.Done("done", false));
      }
      application.with("buttress.idempotency.enabled", "true");
      await().until(() -> !buttress.telemetry().isUp());
      assertThat(book.execute("k", "f", () -> "done")).isEqualTo(new Outcome.Done("done", false));
    } finally {
      buttress.release();
    }
  }

  @Test
  void a_policy_of_the_properties_is_found_by_its_name() {
    Buttress buttress = application.with("buttress.rate-limit.Books.add.mode", "off").deploy();
    try {
      assertThat(quota(buttress.configuredRateLimitPolicy("api").orElseThrow())).isEqualTo(2);
      assertThat(buttress.configuredRateLimitPolicy("Books.add")).as("has no limits").isEmpty();
      assertThat(buttress.configuredRateLimitPolicy("apj")).isEmpty();
    } finally {
      buttress.release();
    }
  }

  @Test
  void code_limits_by_the_policys_name() {
    Buttress buttress = application.deploy();
    try {
      RateLimiter limiter = buttress.rateLimiter("api");
      assertThat(limiter.tryAcquire("k", 2)).isInstanceOf(Decision.Allowed.class);
      assertThat(limiter.tryAcquire("k")).isInstanceOf(Decision.Rejected.class);
      limiter.reset("k");
      assertThat(limiter.tryAcquire("k")).isInstanceOf(Decision.Allowed.class);
      assertThatThrownBy(() -> buttress.rateLimiter("apj"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("There is no policy 'apj'; did you mean api?");
    } finally {
      buttress.release();
    }
  }

  @Test
  void a_network_of_ipv6_has_limits_of_its_own_under_its_prefix() {
    application.with(API + "key-limits.2001:db8:1:2::/64", "3/1h");
    Buttress buttress = application.deploy();
    try {
      RequestView one = SimpleRequest.get("/api/x").from("2001:db8:1:2::17");
      RequestView other = SimpleRequest.get("/api/x").from("2001:db8:1:3::17");
      assertThat(quota(buttress.rateLimits(), one)).isEqualTo(3);
      assertThat(quota(buttress.rateLimits(), other)).isEqualTo(2);
    } finally {
      buttress.release();
    }
  }

  private static long quota(RateLimitEngine engine, RequestView request) {
    Decision decision = engine.decide(request, engine.matching(request));
    return ((Decision.Allowed) decision).states().get(0).limit().quota();
  }

  @Test
  void a_key_can_be_given_limits_of_its_own_at_once_and_back() {
    Buttress buttress = application.deploy();
    try {
      RateLimiter limiter = buttress.rateLimiter("api");
      limiter.setLimits("192.0.2.1", "5/1h");
      limiter.setLimits("somebody with a long name", "1/1h");
      for (int i = 0; i < 5; i++) {
        assertThat(passes(buttress.rateLimits(), "/api/x")).isTrue();
      }
      assertThat(passes(buttress.rateLimits(), "/api/x")).isFalse();
      assertThat(limiter.tryAcquire("somebody with a long name", 2))
          .isInstanceOf(Decision.Rejected.class);
      assertThat(counter(buttress, "rate-limit.key-limits")).isEqualTo(2);
      limiter.clearLimits("somebody with a long name");
      assertThat(limiter.tryAcquire("somebody with a long name", 2))
          .isInstanceOf(Decision.Allowed.class);
      assertThatThrownBy(() -> limiter.setLimits("x", "lots"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("100/1m");
      assertThatThrownBy(() -> limiter.setLimits("", "1/1s"))
          .isInstanceOf(IllegalArgumentException.class);
    } finally {
      buttress.release();
    }
  }

  private static boolean passes(RateLimitEngine engine, String path) {
    RequestView request = SimpleRequest.get(path);
    return !(engine.decide(request, engine.matching(request)) instanceof Decision.Rejected);
  }

  private static boolean matches(RateLimitEngine engine, String path) {
    return !engine.matching(SimpleRequest.get(path)).isEmpty();
  }

  private static RateLimitPolicy policy(RateLimitEngine engine) {
    return engine.matching(SimpleRequest.get("/api/x")).get(0);
  }

  private static long quota(RateLimitPolicy policy) {
    return policy.limits().standard().limits().get(0).quota();
  }

  private static long counter(Buttress buttress, String series) {
    return buttress.telemetry().readings().stream()
        .filter(reading -> reading.series().toString().equals(series))
        .findFirst()
        .orElseThrow(() -> new AssertionError(buttress.telemetry().readings()))
        .value();
  }

  private static int beans() throws Exception {
    return ManagementFactory.getPlatformMBeanServer()
        .queryNames(new ObjectName("io.buttress:*"), null)
        .size();
  }

  private static long threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("buttress"))
        .count();
  }
}
