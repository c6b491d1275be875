package io.buttress.jaxrs.internal;

import io.buttress.idempotency.Fallback;
import io.buttress.idempotency.InFlight;
import io.buttress.idempotency.OnOwnerLost;
import io.buttress.idempotency.Profile;
import io.buttress.jaxrs.Idempotent;
import java.util.Map;
import java.util.TreeMap;

/** What an annotation says about keys, as in the properties after a policy's name. */
final class KeySettings {
  private KeySettings() {}

  static Map<String, String> of(Idempotent annotation) {
    Map<String, String> settings = new TreeMap<>();
    putText(settings, "scope", annotation.scope());
    putText(settings, "ttl", annotation.ttl());
    putText(settings, "fingerprint", annotation.fingerprint());
    putText(settings, "ignored-json-fields", String.join(",", annotation.ignoredJsonFields()));
    if (annotation.required()) {
      settings.put("required", "true");
    }
    put(settings, "in-flight", annotation.inFlight(), InFlight.CONFLICT);
    put(settings, "on-owner-lost", annotation.onOwnerLost(), OnOwnerLost.REEXECUTE);
    put(settings, "profile", annotation.profile(), Profile.DEFAULT);
    put(settings, "fallback", annotation.fallback(), Fallback.CLOSED);
    return settings;
  }

  private static void putText(Map<String, String> settings, String name, String value) {
    if (!value.isBlank()) {
      settings.put(name, value);
    }
  }

  private static <E extends Enum<E>> void put(
      Map<String, String> settings, String name, E value, E usual) {
    if (value != usual) {
      settings.put(name, AskedPolicy.kebab(value));
    }
  }
}
