package io.buttress.config;

import static io.buttress.config.ValueTypes.SWITCH;
import static io.buttress.config.ValueTypes.TEXT;
import static io.buttress.config.ValueTypes.duration;
import static io.buttress.config.ValueTypes.listOf;
import static io.buttress.config.ValueTypes.oneOf;

import io.buttress.http.Field;
import io.buttress.idempotency.AnswerSpec;
import io.buttress.idempotency.EncryptionKey;
import io.buttress.idempotency.Fallback;
import io.buttress.idempotency.FingerprintSpec.Part;
import io.buttress.idempotency.InFlight;
import io.buttress.idempotency.OnOwnerLost;
import io.buttress.idempotency.Profile;
import java.time.Duration;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The settings under {@code buttress.idempotency.}. */
final class IdempotencyTable {
  static final Setting<Boolean> ENABLED = Setting.of("enabled", SWITCH, "true");
  static final Setting<List<EncryptionKey>> ENCRYPTION_KEYS =
      Setting.of("encryption-keys", encryptionKeys());

  static final Setting<List<String>> METHODS =
      Setting.of("methods", MethodSyntax.TYPE, "POST, PATCH");
  static final Setting<Boolean> REQUIRED = Setting.of("required", SWITCH, "false");
  static final Setting<String> HEADER =
      Setting.of("header", TEXT.where("the name of a field", Field::isToken), "Idempotency-Key");
  static final Setting<String> SCOPE = Setting.of("scope", TEXT, "principal");
  static final Setting<Duration> TTL =
      Setting.of("ttl", duration(Duration.ofSeconds(1), Duration.ofDays(366)), "1d");
  static final Setting<Duration> LEASE =
      Setting.of("lease", duration(Duration.ofSeconds(1), Duration.ofHours(1)), "30s");
  static final Setting<Duration> MAX_EXECUTION =
      Setting.of("max-execution", duration(Duration.ofSeconds(1), Duration.ofDays(1)), "10m");
  static final Setting<InFlight> IN_FLIGHT =
      Setting.of("in-flight", oneOf(InFlight.class), "conflict");
  static final Setting<Duration> MAX_WAIT =
      Setting.of("max-wait", duration(Duration.ZERO, Duration.ofMinutes(5)), "5s");
  static final Setting<OnOwnerLost> ON_OWNER_LOST =
      Setting.of("on-owner-lost", oneOf(OnOwnerLost.class), "reexecute");
  static final Setting<Profile> PROFILE = Setting.of("profile", oneOf(Profile.class), "default");
  static final Setting<List<String>> REPLAY_HEADERS =
      Setting.of(
          "replay-headers",
          listOf("names of fields, such as Location, ETag", IdempotencyTable::replayed),
          String.join(", ", AnswerSpec.STANDARD_HEADERS));
  static final Setting<Long> MAX_RESPONSE =
      Setting.of("max-response", size("a size of at most 64MiB", 64 << 20), "256KiB");
  static final Setting<Set<Part>> FINGERPRINT =
      Setting.of("fingerprint", parts(), "path, query, content-type, body");
  static final Setting<List<String>> IGNORED_JSON_FIELDS =
      Setting.of("ignored-json-fields", listOf("names of members", text -> text));
  static final Setting<Long> MAX_REQUEST =
      Setting.of("max-request", size("a size of at most 1GiB", 1 << 30), "1MiB");
  static final Setting<Fallback> FALLBACK = Setting.of("fallback", oneOf(Fallback.class), "closed");

  static final List<Setting<?>> OF_POLICY =
      List.of(
          PolicyTable.PATHS,
          PolicyTable.EXEMPT_PATHS,
          METHODS,
          PolicyTable.CONDITION_CLASS,
          REQUIRED,
          HEADER,
          SCOPE,
          TTL,
          LEASE,
          MAX_EXECUTION,
          IN_FLIGHT,
          MAX_WAIT,
          ON_OWNER_LOST,
          PROFILE,
          REPLAY_HEADERS,
          MAX_RESPONSE,
          FINGERPRINT,
          IGNORED_JSON_FIELDS,
          MAX_REQUEST,
          FALLBACK);

  static final Feature FEATURE =
      Feature.of("idempotency", "POLICY", List.of(ENABLED, ENCRYPTION_KEYS), OF_POLICY);

  private IdempotencyTable() {}

  private static ValueType<Long> size(String allowed, long most) {
    return ValueTypes.SIZE.where(allowed, size -> size <= most);
  }

  private static String replayed(String name) {
    if (!Field.isToken(name)) {
      throw new IllegalArgumentException("'" + name + "' is no name of a field");
    }
    AnswerSpec.requireReplayable(name);
    return name;
  }

  /** The path is always a part, so that a list of nothing else can be written. */
  private static ValueType<Set<Part>> parts() {
    String allowed = "a list of path, query, content-type and body";
    ValueType<Part> part = oneOf(Part.class);
    ValueType<List<Optional<Part>>> list =
        listOf(
            allowed,
            text -> text.equals("path") ? Optional.empty() : Optional.of(part.parse().apply(text)));
    return ValueType.of(
        allowed,
        text ->
            list.parse().apply(text).stream()
                .flatMap(Optional::stream)
                .collect(Collectors.toUnmodifiableSet()));
  }

  private static ValueType<List<EncryptionKey>> encryptionKeys() {
    String allowed =
        "a list of ID:KEY, the key as base64 of 16, 24 or 32 bytes, each id once, never shown";
    ValueType<List<EncryptionKey>> list =
        listOf(allowed, text -> encryptionKey(text, "allowed is " + allowed));
    return new ValueType<>(allowed, list.parse(), text -> "***")
        .where(allowed, IdempotencyTable::haveDistinctIds);
  }

  private static boolean haveDistinctIds(List<EncryptionKey> keys) {
    Set<String> ids = new HashSet<>();
    return keys.stream().allMatch(key -> ids.add(key.id()));
  }

  /** Without a cause: its message may quote the key. */
  private static EncryptionKey encryptionKey(String text, String allowed) {
    int colon = text.indexOf(':');
    try {
      byte[] secret = Base64.getDecoder().decode(text.substring(colon + 1).strip());
      return new EncryptionKey(text.substring(0, Math.max(colon, 0)).strip(), secret);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(allowed);
    }
  }
}
