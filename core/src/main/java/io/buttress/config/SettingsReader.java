package io.buttress.config;

import io.buttress.http.ClientAddress;
import io.buttress.ratelimit.Mode;
import io.buttress.ratelimit.RateLimitPolicy;
import io.buttress.ratelimit.RateLimitSettings;
import io.buttress.ratelimit.RejectionRenderer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** Makes settings of a snapshot, or one exception that lists all of its mistakes. */
public final class SettingsReader {
  private final UserClasses classes;

  /**
   * @param classes the instances of the classes that settings name
   */
  public SettingsReader(UserClasses classes) {
    this.classes = classes;
  }

  /**
   * Reads all settings.
   *
   * @throws io.buttress.error.ConfigurationException if there are mistakes
   */
  public Settings read(Snapshot snapshot) {
    Mistakes mistakes = new Mistakes();
    snapshot.unreadable().forEach(mistakes::add);
    UnknownNames.check(snapshot, mistakes);
    var redis = RedisSettingsTable.read(new Group(RedisSettingsTable.PREFIX, snapshot, mistakes));
    Group group = new Group(RateLimitTable.PREFIX, snapshot, mistakes);
    boolean enabled = group.get(RateLimitTable.ENABLED);
    Duration refresh = group.get(RateLimitTable.REFRESH_INTERVAL);
    Optional<RejectionRenderer> renderer =
        group.find(
            RateLimitTable.RENDERER_CLASS, text -> classes.instance(text, RejectionRenderer.class));
    ClientAddress address = ClientAddressReader.read(group);
    boolean headers = group.get(RateLimitTable.HEADERS);
    var legacy = group.get(RateLimitTable.LEGACY_HEADERS);
    List<RateLimitPolicy> policies = policies(snapshot, mistakes);
    mistakes.throwIfAny();
    var rateLimit = new RateLimitSettings(enabled ? policies : List.of(), address, headers, legacy);
    return new Settings(redis, rateLimit, renderer, refresh);
  }

  private List<RateLimitPolicy> policies(Snapshot snapshot, Mistakes mistakes) {
    TreeSet<String> names = new TreeSet<>();
    snapshot
        .values()
        .forEach(
            (name, value) ->
                property(name)
                    .filter(property -> isValid(property, name, value, mistakes))
                    .ifPresent(property -> names.add(property.policy())));
    List<RateLimitPolicy> policies = new ArrayList<>();
    for (String name : names) {
      new PolicyReader(name, snapshot, classes, mistakes).read().ifPresent(policies::add);
    }
    return policies;
  }

  private static boolean isValid(
      PolicyProperty property, String name, Snapshot.Value value, Mistakes mistakes) {
    if (!property.hasValidPolicyName()) {
      mistakes.unknown(
          name,
          value.source(),
          "; a policy's name has at most "
              + PolicyProperty.LONGEST
              + " letters, digits, '-', '_', '.' and '#'");
      return false;
    }
    return true;
  }

  private static Optional<PolicyProperty> property(String name) {
    return name.startsWith(RateLimitTable.PREFIX)
        ? PolicyProperty.parse(name.substring(RateLimitTable.PREFIX.length()))
        : Optional.empty();
  }

  /**
   * Reads one policy, with settings beneath the snapshot's.
   *
   * @param name the policy's name
   * @param defaults keys as in the properties after the policy's name
   * @param source where the defaults stand, for messages
   * @return empty if it has neither paths nor limits
   * @throws io.buttress.error.ConfigurationException if there are mistakes in it
   */
  public Optional<RateLimitPolicy> policy(
      Snapshot snapshot, String name, Map<String, String> defaults, String source) {
    Mistakes mistakes = new Mistakes();
    if (!PolicyProperty.isValidPolicyName(name)) {
      mistakes.add("'" + name + "' (" + source + ") can't be the name of a policy");
      mistakes.throwIfAny();
    }
    String prefix = RateLimitTable.PREFIX + name + ".";
    UnknownNames.check(Snapshot.of(Map.of()).with(prefix, defaults, source), mistakes);
    Snapshot merged = snapshot.over(prefix, defaults, source);
    Optional<RateLimitPolicy> policy = new PolicyReader(name, merged, classes, mistakes).read();
    mistakes.throwIfAny();
    boolean enabled =
        new Group(RateLimitTable.PREFIX, snapshot, mistakes).get(RateLimitTable.ENABLED);
    return policy.map(found -> enabled ? found : off(found));
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
