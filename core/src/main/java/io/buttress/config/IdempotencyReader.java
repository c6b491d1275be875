package io.buttress.config;

import io.buttress.http.PathPattern;
import io.buttress.http.RequestPattern;
import io.buttress.http.RequestView;
import io.buttress.idempotency.AnswerSpec;
import io.buttress.idempotency.EncryptionKey;
import io.buttress.idempotency.FingerprintSpec;
import io.buttress.idempotency.IdempotencyPolicy;
import io.buttress.idempotency.IdempotencySettings;
import io.buttress.idempotency.InFlight;
import io.buttress.idempotency.ScopePart;
import io.buttress.idempotency.Times;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** Reads the settings under {@code buttress.idempotency.}. */
final class IdempotencyReader {
  private final UserClasses classes;

  IdempotencyReader(UserClasses classes) {
    this.classes = classes;
  }

  IdempotencySettings read(FeatureSettings settings) {
    boolean enabled = settings.general().get(IdempotencyTable.ENABLED);
    List<EncryptionKey> keys =
        settings.general().find(IdempotencyTable.ENCRYPTION_KEYS).orElse(List.of());
    List<IdempotencyPolicy> policies = new ArrayList<>();
    for (Map.Entry<String, Group> policy : settings.policies().entrySet()) {
      policies.add(policy(policy.getKey(), policy.getValue()));
    }
    if (policies.isEmpty()) {
      policies.add(standard(settings.general()));
    }
    return new IdempotencySettings(enabled, policies, keys);
  }

  /** What a filter does for which no policy is named: it honours a key where a client sends one. */
  private IdempotencyPolicy standard(Group general) {
    String name = "default";
    Group group = new Group(general.prefix() + name + ".", general.snapshot(), general.mistakes());
    return policy(name, group, List.of(new PathPattern("/*")));
  }

  IdempotencyPolicy policy(String name, Group group) {
    return policy(name, group, group.find(PolicyTable.PATHS).orElse(List.of()));
  }

  private IdempotencyPolicy policy(String name, Group group, List<PathPattern> paths) {
    check(group);
    return new IdempotencyPolicy(
        name,
        match(group, paths),
        group.get(IdempotencyTable.REQUIRED),
        group.get(IdempotencyTable.HEADER),
        scope(group),
        new FingerprintSpec(
            group.get(IdempotencyTable.FINGERPRINT),
            Set.copyOf(group.find(IdempotencyTable.IGNORED_JSON_FIELDS).orElse(List.of())),
            group.get(IdempotencyTable.MAX_REQUEST)),
        new AnswerSpec(
            group.get(IdempotencyTable.PROFILE),
            Set.copyOf(group.get(IdempotencyTable.REPLAY_HEADERS)),
            group.get(IdempotencyTable.MAX_RESPONSE)),
        new Times(
            group.get(IdempotencyTable.TTL),
            group.get(IdempotencyTable.LEASE),
            group.get(IdempotencyTable.MAX_EXECUTION),
            group.get(IdempotencyTable.MAX_WAIT)),
        group.get(IdempotencyTable.IN_FLIGHT),
        group.get(IdempotencyTable.ON_OWNER_LOST),
        group.get(IdempotencyTable.FALLBACK));
  }

  private RequestPattern match(Group group, List<PathPattern> paths) {
    List<PathPattern> exempt = group.find(PolicyTable.EXEMPT_PATHS).orElse(List.of());
    Set<String> methods = Set.copyOf(group.get(IdempotencyTable.METHODS));
    return new RequestPattern(paths, exempt, methods, condition(group));
  }

  @SuppressWarnings("unchecked") // What a Predicate tests can't be seen at run time.
  private Predicate<RequestView> condition(Group group) {
    return group
        .find(PolicyTable.CONDITION_CLASS, text -> classes.instance(text, Predicate.class))
        .map(found -> (Predicate<RequestView>) found)
        .orElse(request -> true);
  }

  private List<ScopePart> scope(Group group) {
    return group
        .find(IdempotencyTable.SCOPE, new ScopeSyntax(classes)::parse)
        .orElse(List.of(new ScopePart.Principal()));
  }

  /** A setting without effect is a misunderstanding. */
  private static void check(Group group) {
    if (group.has(IdempotencyTable.MAX_WAIT)
        && group.get(IdempotencyTable.IN_FLIGHT) != InFlight.WAIT) {
      group.note(IdempotencyTable.MAX_WAIT, "goes with in-flight=wait alone");
    }
    if (!group.get(IdempotencyTable.FINGERPRINT).contains(FingerprintSpec.Part.BODY)) {
      for (Setting<?> ofBody :
          List.of(IdempotencyTable.MAX_REQUEST, IdempotencyTable.IGNORED_JSON_FIELDS)) {
        if (group.has(ofBody)) {
          group.note(ofBody, "goes with a fingerprint of the body alone");
        }
      }
    }
  }
}
