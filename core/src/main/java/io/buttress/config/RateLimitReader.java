package io.buttress.config;

import io.buttress.http.ClientAddress;
import io.buttress.ratelimit.Mode;
import io.buttress.ratelimit.RateLimitPolicy;
import io.buttress.ratelimit.RateLimitSettings;
import io.buttress.ratelimit.RateLimitSettings.LegacyFields;
import io.buttress.ratelimit.RejectionRenderer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the settings under {@code buttress.rate-limit.}. */
final class RateLimitReader {
  private final UserClasses classes;

  RateLimitReader(UserClasses classes) {
    this.classes = classes;
  }

  RateLimitSettings read(FeatureSettings settings) {
    Group general = settings.general();
    boolean enabled = general.get(RateLimitTable.ENABLED);
    ClientAddress address = ClientAddressReader.read(general);
    boolean headers = general.get(RateLimitTable.HEADERS);
    LegacyFields legacy = general.get(RateLimitTable.LEGACY_HEADERS);
    List<RateLimitPolicy> policies = new ArrayList<>();
    for (Map.Entry<String, Group> policy : settings.policies().entrySet()) {
      new PolicyReader(policy.getKey(), policy.getValue(), classes)
          .read()
          .map(read -> enabled ? read : off(read))
          .ifPresent(policies::add);
    }
    return new RateLimitSettings(policies, address, headers, legacy);
  }

  Optional<RejectionRenderer> renderer(Group general) {
    return general.find(
        RateLimitTable.RENDERER_CLASS, text -> classes.instance(text, RejectionRenderer.class));
  }

  /** One policy. */
  Optional<RateLimitPolicy> policy(String name, Snapshot snapshot, Mistakes mistakes) {
    Group group = new Group(RateLimitTable.PREFIX + name + ".", snapshot, mistakes);
    boolean enabled =
        new Group(RateLimitTable.PREFIX, snapshot, mistakes).get(RateLimitTable.ENABLED);
    return new PolicyReader(name, group, classes)
        .read()
        .map(policy -> enabled ? policy : off(policy));
  }

  private static RateLimitPolicy off(RateLimitPolicy policy) {
    return new RateLimitPolicy(
        policy.name(),
        policy.match(),
        policy.key(),
        policy.limits(),
        policy.cost(),
        Mode.OFF,
        policy.fallback(),
        policy.expectedNodes(),
        policy.ban(),
        policy.leasedQuota());
  }
}
