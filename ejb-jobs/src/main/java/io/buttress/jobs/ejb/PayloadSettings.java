package io.buttress.jobs.ejb;

import io.buttress.config.Group;
import io.buttress.config.ValueType;
import io.buttress.config.ValueTypes;
import io.buttress.jobs.engine.PayloadCodec;
import io.buttress.jobs.engine.Payloads;
import io.buttress.jobs.engine.Sealing;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** How payloads are written, as the settings have it. */
final class PayloadSettings {
  private static final String ALLOWED = "16, 24 or 32 bytes in Base64, never shown";
  private static final String SEVERAL = "a list of keys, each of " + ALLOWED;

  static final ValueType<byte[]> KEY =
      new ValueType<>(ALLOWED, PayloadSettings::key, text -> "***");
  static final ValueType<List<byte[]>> KEYS =
      new ValueType<>(SEVERAL, ValueTypes.listOf(SEVERAL, KEY.parse()).parse(), text -> "***");

  private PayloadSettings() {}

  /** Without a cause: its message may quote the key. */
  private static byte[] key(String text) {
    try {
      byte[] key = Base64.getDecoder().decode(text.strip());
      Sealing unused = new Sealing(key);
      return key;
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("allowed is " + ALLOWED);
    }
  }

  static PayloadCodec codec(Payloads payloads, Group general) {
    int most = Math.toIntExact(general.get(JobSettings.PAYLOAD_LIMIT));
    return new PayloadCodec(payloads, most, sealing(general));
  }

  private static Optional<Sealing> sealing(Group general) {
    return general
        .find(JobSettings.ENCRYPTION_KEY)
        .map(
            first -> {
              List<byte[]> keys = new ArrayList<>(List.of(first));
              general.find(JobSettings.OLD_ENCRYPTION_KEYS).ifPresent(keys::addAll);
              return new Sealing(keys);
            });
  }
}
