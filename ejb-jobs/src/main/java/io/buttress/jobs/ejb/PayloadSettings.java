package io.buttress.jobs.ejb;

import io.buttress.config.Group;
import io.buttress.config.Secret;
import io.buttress.config.Setting;
import io.buttress.error.ConfigurationException;
import io.buttress.jobs.engine.PayloadCodec;
import io.buttress.jobs.engine.Payloads;
import io.buttress.jobs.engine.Sealing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** How payloads are written, as the settings have it. */
final class PayloadSettings {
  private PayloadSettings() {}

  /**
   * @throws ConfigurationException if a key is none
   */
  static PayloadCodec codec(Payloads payloads, Group general) {
    int most = Math.toIntExact(general.get(JobSettings.PAYLOAD_LIMIT));
    return new PayloadCodec(payloads, most, sealing(general));
  }

  private static Optional<Sealing> sealing(Group general) {
    List<byte[]> keys = new ArrayList<>();
    for (Setting<Secret> setting :
        List.of(JobSettings.ENCRYPTION_KEY, JobSettings.OLD_ENCRYPTION_KEYS)) {
      general.find(setting).ifPresent(secret -> keys.addAll(read(setting, secret)));
    }
    return general.find(JobSettings.ENCRYPTION_KEY).map(secret -> new Sealing(keys));
  }

  private static List<byte[]> read(Setting<Secret> setting, Secret secret) {
    try {
      List<byte[]> keys =
          Arrays.stream(secret.reveal().split(","))
              .map(text -> Base64.getDecoder().decode(text.strip()))
              .toList();
      Sealing unused = new Sealing(keys);
      return keys;
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(
          List.of("buttress.jobs." + setting.name() + ": must be 16, 24 or 32 bytes in Base64"));
    }
  }
}
