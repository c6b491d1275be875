package io.buttress.config;

import io.buttress.cache.CachePolicy;
import io.buttress.cache.CachePolicy.KeyRules;
import io.buttress.cache.CachePolicy.Storage;
import io.buttress.cache.CachePolicy.Times;
import io.buttress.cache.CacheSettings;
import io.buttress.cache.Compression;
import io.buttress.cache.Profile;
import io.buttress.cache.QueryRule;
import io.buttress.http.PathPattern;
import io.buttress.http.RequestPattern;
import io.buttress.http.RequestView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Reads the settings under {@code buttress.response-cache.}. */
final class ResponseCacheReader {
  /** Statuses that a plain {@code ttl} is for: what a page usually is, and where it has moved. */
  private static final List<Integer> PLAIN = List.of(200, 203, 204, 300, 301, 308);

  private final UserClasses classes;

  ResponseCacheReader(UserClasses classes) {
    this.classes = classes;
  }

  CacheSettings read(FeatureSettings settings) {
    Group general = settings.general();
    Profile profile = general.get(ResponseCacheTable.PROFILE);
    List<CachePolicy> policies = new ArrayList<>();
    for (Map.Entry<String, Group> entry : settings.policies().entrySet()) {
      policies.add(policy(entry.getKey(), entry.getValue(), profile));
    }
    boolean enabled = general.get(ResponseCacheTable.ENABLED);
    Optional<CachePolicy> standard =
        enabled && policies.isEmpty()
            ? Optional.of(CachePolicy.standard(profile))
            : Optional.empty();
    return new CacheSettings(
        enabled ? policies : List.of(),
        standard,
        general.get(ResponseCacheTable.STATUS_HEADER),
        general.get(ResponseCacheTable.LONGEST_WAIT),
        general.get(ResponseCacheTable.ALONE_FOR),
        general.get(ResponseCacheTable.REFRESHES),
        new CacheSettings.Store(
            general.get(ResponseCacheTable.NEAR_SIZE), general.get(ResponseCacheTable.NEAR_TTL)),
        general.find(ResponseCacheTable.PURGE_TOKEN));
  }

  /** One policy; in the profile of all where it has none of its own. */
  CachePolicy policy(String name, Group group, Profile standard) {
    check(group);
    Profile profile = group.find(ResponseCacheTable.POLICY_PROFILE).orElse(standard);
    return new CachePolicy(
        name,
        match(group),
        profile,
        Set.copyOf(group.find(ResponseCacheTable.SHARE_DESPITE).orElse(List.of())),
        key(group),
        Set.copyOf(group.find(ResponseCacheTable.TAGS).orElse(List.of())),
        times(group),
        storage(group));
  }

  private static Storage storage(Group group) {
    Compression compression =
        new Compression(
            group.get(ResponseCacheTable.COMPRESS_FROM),
            Set.copyOf(group.get(ResponseCacheTable.COMPRESS_TYPES)));
    return new Storage(
        group.get(ResponseCacheTable.LARGEST_BODY),
        group.get(ResponseCacheTable.OVERRIDE_CONTAINER),
        group.get(ResponseCacheTable.ETAGS),
        Optional.of(compression).filter(any -> group.get(ResponseCacheTable.COMPRESS)),
        group.get(ResponseCacheTable.ETAGS_UNSTORED).intValue());
  }

  @SuppressWarnings("unchecked") // What a Predicate tests can't be seen at run time.
  private RequestPattern match(Group group) {
    List<PathPattern> paths = group.find(ResponseCacheTable.PATHS).orElse(List.of());
    List<PathPattern> exempt = group.find(ResponseCacheTable.EXEMPT_PATHS).orElse(List.of());
    Predicate<RequestView> condition =
        group
            .find(
                ResponseCacheTable.CONDITION_CLASS, text -> classes.instance(text, Predicate.class))
            .map(found -> (Predicate<RequestView>) found)
            .orElse(request -> true);
    return new RequestPattern(paths, exempt, Set.of(), condition);
  }

  private KeyRules key(Group group) {
    QueryRule query =
        new QueryRule(
            Set.copyOf(group.find(ResponseCacheTable.QUERY).orElse(List.of())),
            Set.copyOf(group.find(ResponseCacheTable.IGNORED_QUERY).orElse(List.of())),
            group.get(ResponseCacheTable.SORTED_QUERY));
    return new KeyRules(
        query,
        Set.copyOf(group.find(ResponseCacheTable.KEY_HEADERS).orElse(List.of())),
        Set.copyOf(group.find(ResponseCacheTable.KEY_COOKIES).orElse(List.of())),
        group
            .find(ResponseCacheTable.VARY_BY, new VariationSyntax(classes)::parse)
            .orElse(KeyRules.STANDARD.variation()));
  }

  /** A setting without effect is a misunderstanding. */
  private static void check(Group group) {
    if (group.find(ResponseCacheTable.COMPRESS).equals(Optional.of(false))) {
      for (Setting<?> ofCompression :
          List.of(ResponseCacheTable.COMPRESS_FROM, ResponseCacheTable.COMPRESS_TYPES)) {
        if (group.has(ofCompression)) {
          group.note(ofCompression, "goes with compress=true alone");
        }
      }
    }
  }

  private static Times times(Group group) {
    Map<Integer, Duration> byStatus = new TreeMap<>();
    group.find(ResponseCacheTable.TTL).ifPresent(ttl -> PLAIN.forEach(s -> byStatus.put(s, ttl)));
    group.find(ResponseCacheTable.STATUS_TTLS).ifPresent(byStatus::putAll);
    return new Times(
        byStatus,
        group.get(ResponseCacheTable.LONGEST_TTL),
        group.get(ResponseCacheTable.HEURISTIC_LIMIT),
        group.get(ResponseCacheTable.STALE_WHILE_REVALIDATE),
        group.get(ResponseCacheTable.STALE_IF_ERROR),
        group.get(ResponseCacheTable.KEEP_STALE),
        group.get(ResponseCacheTable.JITTER),
        group.get(ResponseCacheTable.EARLY_REFRESH));
  }
}
