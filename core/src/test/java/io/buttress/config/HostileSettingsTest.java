package io.buttress.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.buttress.error.ConfigurationException;
import io.buttress.ratelimit.RateLimitPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** Whatever is written, it is read or refused; nothing else happens. */
class HostileSettingsTest {
  private static final List<String> VALUES =
      List.of(
          "",
          " ",
          "0",
          "1",
          "2",
          "-1",
          "999999999999",
          "1000000000000",
          "1000000000001",
          "9223372036854775807",
          "9223372036854775808",
          "0s",
          "1ms",
          "1s",
          "1h",
          "366d",
          "367d",
          "PT0.000000001S",
          "999999999999999d",
          "true",
          "1/1s",
          "1/1ms",
          "1000000000000/1ms",
          "1/366d",
          "1/367d",
          "0/1s",
          "5/PT0.0001S",
          "1/1s burst 1000000000000",
          "1/366d burst 1000000000000",
          "a:1/1s,b:2/1h",
          "10/1s, 1000/1h",
          "200000",
          "token-bucket",
          "sliding-window",
          "sliding-log",
          "fixed-window",
          "leaky-bucket",
          "concurrency",
          "by-status",
          "by-bytes",
          "401:5, 5xx:0",
          "20/1m for 10m",
          "999999999/366d for 366d",
          "/*",
          "/api/*",
          "*.jsp",
          "/a/{b}/{b}",
          "/{",
          "//",
          "no",
          "GET",
          "address|none",
          "path:b",
          "constant",
          "10.0.0.0/8",
          "10.0.0.0/33",
          "::/0",
          "fe80::1%eth0",
          "java.lang.Object",
          "redis://h",
          "\u0000",
          "٣",
          "${x}");

  @Property(tries = 5_000)
  void a_policy_is_read_or_refused(@ForAll("policies") Map<String, String> settings) {
    Properties properties = Properties.of("buttress.rate-limit.p.limits", "10/1s");
    for (Map.Entry<String, String> setting : settings.entrySet()) {
      properties = properties.with("buttress.rate-limit.p.", setting.getKey(), setting.getValue());
    }
    try {
      assertThat(properties.read().rateLimit().policies())
          .allSatisfy(HostileSettingsTest::lets_something_pass);
    } catch (ConfigurationException e) {
      assertThat(e.mistakes()).isNotEmpty().allMatch(line -> line.startsWith("buttress."));
    }
  }

  private static void lets_something_pass(RateLimitPolicy policy) {
    assertThat(policy.limits().standard().limits())
        .allMatch(limit -> limit.burst() >= policy.cost().perRequest());
  }

  @Property(tries = 2_000)
  void the_rest_is_read_or_refused(@ForAll("others") Map<String, String> settings) {
    Properties properties = new Properties(settings);
    try {
      assertThat(properties.read()).isNotNull();
    } catch (ConfigurationException e) {
      assertThat(e.mistakes()).isNotEmpty().allMatch(line -> line.startsWith("buttress."));
    }
  }

  @Property
  void any_name_is_known_or_refused(@ForAll String name, @ForAll String value) {
    try {
      assertThat(Properties.of("buttress." + name, value).read()).isNotNull();
    } catch (ConfigurationException e) {
      assertThat(e.mistakes()).isNotEmpty();
    }
  }

  @Provide
  Arbitrary<Map<String, String>> policies() {
    List<String> names = new ArrayList<>();
    PolicyTable.ALL.forEach(setting -> names.add(setting.name()));
    PolicyTable.MAPS.forEach(map -> names.add(map + ".x"));
    return settings(names);
  }

  @Provide
  Arbitrary<Map<String, String>> others() {
    return settings(Features.CORE.fixed().toList());
  }

  private static Arbitrary<Map<String, String>> settings(List<String> names) {
    return Arbitraries.maps(
            Arbitraries.of(names),
            Arbitraries.frequencyOf(
                Tuple.of(9, Arbitraries.of(VALUES)),
                Tuple.of(1, Arbitraries.strings().ofMaxLength(50))))
        .ofMaxSize(6);
  }
}
