package io.buttress.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.buttress.config.Snapshot;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsChangeTest {
  private static Snapshot snapshot(Map<String, String> texts) {
    return new Snapshot(Map.of(), List.of(), List.of()).with("buttress.", texts, "test");
  }

  @Test
  void what_is_read_at_deployment_only_is_told_apart() {
    Snapshot before =
        snapshot(Map.of("rate-limit.a.limits", "1/1s", "response-cache.c.ttl", "1m", "same", "x"));
    Snapshot now =
        snapshot(
            Map.of(
                "rate-limit.a.limits", "2/1s",
                "rate-limit.refresh-interval", "5s",
                "response-cache.near-ttl", "5s",
                "jobs.mail.workers", "5",
                "idempotency.b.ttl", "1h",
                "same", "x"));
    assertThat(SettingsChange.between(before, now))
        .isEqualTo(
            new SettingsChange(
                List.of(
                    "buttress.idempotency.b.ttl",
                    "buttress.rate-limit.a.limits",
                    "buttress.response-cache.c.ttl"),
                List.of(
                    "buttress.jobs.mail.workers",
                    "buttress.rate-limit.refresh-interval",
                    "buttress.response-cache.near-ttl")));
  }
}
