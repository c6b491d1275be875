package io.buttress.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EmbeddedSentinelIT {
  @Test
  void fails_over_on_demand_and_after_the_death_of_the_master() {
    try (EmbeddedSentinel group = EmbeddedSentinel.start()) {
      EmbeddedRedis first = group.master();
      EmbeddedRedis second = group.replica();
      assertThat(group.sentinels()).hasSize(3);
      assertThat(group.uri())
          .isEqualTo("redis-sentinel://" + group.sentinelAddresses() + "/buttress");

      group.failover();
      assertThat(group.master()).isSameAs(second);
      assertThat(second.command("SET", "k", "v")).isEqualTo("OK");

      second.kill();
      group.awaitMaster(first);
      assertThat(first.command("SET", "k", "w")).isEqualTo("OK");
    }
  }
}
