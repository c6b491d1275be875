package io.buttress.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.buttress.telemetry.Health.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TelemetryTest {
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
  private final Telemetry telemetry = new Telemetry(now::get);

  @Test
  void a_counter_is_one_by_name_and_labels_in_any_order() {
    Counter counter = telemetry.counter("decisions", "policy", "api", "kind", "allowed");
    counter.increment();
    telemetry.counter("decisions", "kind", "allowed", "policy", "api").add(2);
    telemetry.counter("decisions", "kind", "allowed", "policy", "other").increment();
    assertThat(telemetry.readings())
        .extracting(r -> r.series().toString(), Reading::value)
        .containsExactly(
            tuple("decisions{kind=allowed,policy=api}", 3L),
            tuple("decisions{kind=allowed,policy=other}", 1L));
    assertThatThrownBy(() -> telemetry.counter("decisions", "policy"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void nothing_is_lost_between_threads() {
    IntStream.range(0, 100_000)
        .parallel()
        .forEach(
            i -> {
              telemetry.counter("c", "k", "" + i % 3).increment();
              telemetry.timing("t").record(i);
            });
    assertThat(IntStream.range(0, 3).mapToLong(i -> telemetry.counter("c", "k", "" + i).value()))
        .satisfies(
            counts ->
                assertThat(counts.stream().mapToLong(Long::longValue).sum()).isEqualTo(100_000));
    assertThat(telemetry.timing("t").count()).isEqualTo(100_000);
  }

  @Test
  void a_timing_has_count_sum_maximum_and_cumulative_buckets() {
    Timing timing = telemetry.timing("redis.call");
    timing.record(Duration.ofNanos(50_000).toNanos());
    timing.record(Duration.ofNanos(50_001).toNanos());
    timing.record(Duration.ofSeconds(5).toNanos());
    timing.record(-1);
    assertThat(timing.count()).isEqualTo(4);
    assertThat(timing.sumMicros()).isEqualTo(5_000_100);
    assertThat(timing.maxMicros()).isEqualTo(5_000_000);
    assertThat(timing.cumulative()).startsWith(2, 3, 3).endsWith(3);
    assertThat(reading("redis.call.at-most{us=50}")).isEqualTo(2);
    assertThat(reading("redis.call.count")).isEqualTo(4);
    assertThat(reading("redis.call.max-us")).isEqualTo(5_000_000);
  }

  @Test
  void a_gauge_is_asked_when_it_is_read_and_may_fail() {
    long[] value = {1};
    telemetry.gauge("pool", () -> value[0]);
    value[0] = 7;
    telemetry.gauge(
        "broken",
        () -> {
          throw new IllegalStateException();
        });
    assertThat(telemetry.readings()).hasSize(1);
    assertThat(reading("pool")).isEqualTo(7);
  }

  @Test
  void the_health_is_the_worst_of_its_parts_since_it_came_to_be_so() {
    Instant start = now.get();
    assertThat(telemetry.health()).isEqualTo(new Health(Status.UP, start, ""));
    now.set(start.plusSeconds(1));
    telemetry.degraded("redis", "Redis is out of reach");
    now.set(start.plusSeconds(2));
    telemetry.degraded("settings", "old settings");
    assertThat(telemetry.health())
        .isEqualTo(
            new Health(
                Status.DEGRADED, start.plusSeconds(1), "Redis is out of reach; old settings"));
    telemetry.up("redis");
    assertThat(telemetry.isUp()).isFalse();
    now.set(start.plusSeconds(3));
    telemetry.up("settings");
    assertThat(telemetry.health()).isEqualTo(new Health(Status.UP, start.plusSeconds(3), ""));
  }

  @Test
  void a_listener_is_told_of_events_and_changes_only() {
    List<Object> told = new ArrayList<>();
    assertThat(telemetry.hasListeners()).isFalse();
    telemetry.listen(
        new TelemetryListener() {
          @Override
          public void happened(String name, Map<String, String> labels) {
            told.add(name + labels);
          }

          @Override
          public void healthChanged(Health health) {
            told.add(health.status());
          }
        });
    assertThat(telemetry.hasListeners()).isTrue();
    telemetry.happened("decision", Map.of("policy", "api"));
    telemetry.up("redis");
    telemetry.degraded("redis", "gone");
    telemetry.degraded("redis", "gone");
    telemetry.up("redis");
    assertThat(told).containsExactly("decision{policy=api}", Status.DEGRADED, Status.UP);
  }

  @Test
  void a_listener_that_throws_hurts_nobody() {
    List<String> told = new ArrayList<>();
    telemetry.listen(
        new TelemetryListener() {
          @Override
          public void happened(String name, Map<String, String> labels) {
            throw new IllegalStateException("listener");
          }
        });
    telemetry.listen(
        new TelemetryListener() {
          @Override
          public void happened(String name, Map<String, String> labels) {
            told.add(name);
          }
        });
    assertThatCode(() -> telemetry.happened("x", Map.of())).doesNotThrowAnyException();
    assertThat(told).containsExactly("x");
  }

  private long reading(String series) {
    return telemetry.readings().stream()
        .filter(r -> r.series().toString().equals(series))
        .findFirst()
        .orElseThrow()
        .value();
  }
}
