package io.buttress.internal;

import io.buttress.config.Snapshot;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What has been written otherwise while the application runs.
 *
 * @param followed names of settings that hold from now on
 * @param fixed names of those that are read at deployment only
 */
record SettingsChange(List<String> followed, List<String> fixed) {
  private static final List<String> FOLLOWED =
      List.of(
          LiveRateLimits.PREFIX,
          LiveIdempotency.PREFIX,
          ResponseCaches.PREFIX,
          "buttress.settings-file");

  static SettingsChange between(Snapshot before, Snapshot now) {
    TreeSet<String> names = new TreeSet<>(before.values().keySet());
    names.addAll(now.values().keySet());
    names.removeIf(name -> text(before, name).equals(text(now, name)));
    List<String> followed = names.stream().filter(SettingsChange::isFollowed).toList();
    names.removeAll(followed);
    return new SettingsChange(followed, List.copyOf(names));
  }

  private static boolean isFollowed(String name) {
    return FOLLOWED.stream().anyMatch(name::startsWith)
        && !name.equals(LiveRateLimits.PREFIX + LiveRateLimits.REFRESH)
        && !ResponseCaches.FIXED.contains(name);
  }

  private static String text(Snapshot snapshot, String name) {
    return Optional.ofNullable(snapshot.values().get(name)).map(Snapshot.Value::text).orElse("");
  }
}
