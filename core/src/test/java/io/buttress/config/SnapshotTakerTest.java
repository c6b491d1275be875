package io.buttress.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.buttress.error.ConfigurationException;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.junit.jupiter.api.Test;

class SnapshotTakerTest {
  private final Map<String, String> file = new ConcurrentHashMap<>();
  private final Map<String, String> variables = new ConcurrentHashMap<>();

  @Test
  void a_property_is_taken_with_its_source_and_others_are_left() {
    file.put("buttress.redis.uri", "redis://h");
    file.put("quarkus.redis.hosts", "x");
    Snapshot snapshot = take();
    assertThat(snapshot.values().keySet()).containsExactly("buttress.redis.uri");
    assertThat(snapshot.find("buttress.redis.uri").orElseThrow())
        .isEqualTo(new Snapshot.Value("redis://h", "live"));
  }

  @Test
  void a_variable_wins_over_the_file() {
    file.put("buttress.rate-limit.my_api.limits", "1/1s");
    variables.put("BUTTRESS_RATE_LIMIT_MY_API_LIMITS", "2/1s");
    Snapshot snapshot = take();
    assertThat(snapshot.values()).hasSize(1);
    assertThat(snapshot.find("buttress.rate-limit.my_api.limits").orElseThrow())
        .isEqualTo(new Snapshot.Value("2/1s", "EnvConfigSource"));
  }

  @Test
  void variables_alone_make_a_policy() {
    variables.put("BUTTRESS_RATE_LIMIT_API_LIMITS", "1/1s");
    variables.put("BUTTRESS_RATE_LIMIT_API_PATHS", "/api/*");
    variables.put("BUTTRESS_RATE_LIMIT_API_KEY_LIMITS_10_0_0_1", "1/1s");
    variables.put("BUTTRESS_REDIS_READ_TIMEOUT", "1s");
    Settings settings = Properties.reader().read(take());
    assertThat(settings.rateLimit().policies()).extracting("name").containsExactly("api");
  }

  @Test
  void strange_variables_do_no_harm_and_are_named() {
    variables.put("BUTTRESS_REDIS_SERVICE_HOST", "10.0.0.1");
    variables.put("BUTTRESS_REDIS_PORT", "tcp://10.0.0.1:6379");
    Snapshot snapshot = take();
    assertThat(snapshot.strangers())
        .containsExactlyInAnyOrder("BUTTRESS_REDIS_SERVICE_HOST", "BUTTRESS_REDIS_PORT");
    assertThat(Properties.reader().read(snapshot).redis()).isEmpty();
  }

  @Test
  void a_misspelt_property_stays_a_mistake_beside_variables() {
    variables.put("BUTTRESS_RATE_LIMIT_API_LIMITS", "1/1s");
    file.put("buttress.rate-limit.api.limit", "1/1s");
    Snapshot snapshot = take();
    assertThatThrownBy(() -> Properties.reader().read(snapshot))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("did you mean buttress.rate-limit.api.limits?");
  }

  @Test
  void expressions_and_profiles_are_resolved() {
    file.put("host", "cache");
    file.put("buttress.redis.uri", "redis://${host}");
    file.put("%test.buttress.redis.uri", "redis://test-${host}");
    file.put("%other.buttress.redis.uri", "redis://other");
    assertThat(take().find("buttress.redis.uri").orElseThrow().text())
        .isEqualTo("redis://test-cache");
  }

  @Test
  void an_expression_without_a_value_is_a_mistake() {
    file.put("buttress.redis.uri", "redis://${host}");
    Snapshot snapshot = take();
    assertThatThrownBy(() -> Properties.reader().read(snapshot))
        .hasMessageContaining("buttress.redis.uri")
        .hasMessageContaining("an expression in it has no value");
  }

  @Test
  void what_appears_changes_and_goes_is_seen_by_the_next_snapshot() {
    Config config = config();
    assertThat(new SnapshotTaker(config, Features.CORE).take().values()).isEmpty();
    file.put("buttress.rate-limit.api.limits", "1/1s");
    Snapshot first = new SnapshotTaker(config, Features.CORE).take();
    assertThat(first.values()).hasSize(1);
    assertThat(new SnapshotTaker(config, Features.CORE).take()).isEqualTo(first);
    file.put("buttress.rate-limit.api.limits", "2/1s");
    assertThat(new SnapshotTaker(config, Features.CORE).take()).isNotEqualTo(first);
    file.clear();
    assertThat(new SnapshotTaker(config, Features.CORE).take().values()).isEmpty();
  }

  private Snapshot take() {
    return new SnapshotTaker(config(), Features.CORE).take();
  }

  private Config config() {
    return new SmallRyeConfigBuilder()
        .addDefaultInterceptors()
        .withProfile("test")
        .withSources(new EnvConfigSource(variables, 300))
        .withSources(new LiveSource(file))
        .build();
  }

  /** Changes while it is used, as a database or a configuration server does. */
  private record LiveSource(Map<String, String> values) implements ConfigSource {
    @Override
    public Set<String> getPropertyNames() {
      return Set.copyOf(values.keySet());
    }

    @Override
    public String getValue(String name) {
      return values.get(name);
    }

    @Override
    public String getName() {
      return "live";
    }
  }
}
