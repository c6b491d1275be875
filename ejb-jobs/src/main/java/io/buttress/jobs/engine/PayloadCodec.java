package io.buttress.jobs.engine;

import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Puts payloads into envelopes and takes them out: writes, bounds and encrypts them.
 *
 * @param payloads writes them as text
 * @param most how many bytes one may have, before encryption
 * @param sealing encrypts; empty: plain text
 */
public record PayloadCodec(Payloads payloads, int most, Optional<Sealing> sealing) {
  /** 64 KiB. */
  public static final int USUAL_MOST = 64 * 1024;

  /** Whether envelopes have to say that they are encrypted. */
  boolean encrypts() {
    return sealing.isPresent();
  }

  /**
   * The text that goes into the envelope.
   *
   * @throws IllegalArgumentException if the value can't be written or is too large
   */
  String write(String type, @Nullable Object value) {
    String text = bounded("payload", type, value);
    return sealing.map(s -> s.seal(type, text)).orElse(text);
  }

  /**
   * The text that is kept of what a handler has returned.
   *
   * @throws IllegalArgumentException if the value can't be written or is too large
   */
  String writeResult(String type, @Nullable Object value) {
    return bounded("result", type, value);
  }

  private String bounded(String what, String type, @Nullable Object value) {
    String text = payloads.write(value);
    int size =
        text.length() > most / 3 ? text.getBytes(StandardCharsets.UTF_8).length : text.length();
    if (size > most) {
      throw new IllegalArgumentException(
          String.format(
              "the %s of a job of type %s has %d bytes; at most %d are allowed: put the data"
                  + " elsewhere, and its id into the %s",
              what, type, size, most, what.equals("payload") ? "job" : "result"));
    }
    return text;
  }

  /**
   * What the envelope carries.
   *
   * @throws IllegalArgumentException if it can't be read
   */
  @Nullable Object read(Envelope envelope, Type type) {
    return payloads.read(text(envelope), type);
  }

  /** The payload as it was written, before encryption. */
  public String text(Envelope envelope) {
    if (envelope.option(Envelope.ENCRYPTED).isEmpty()) {
      return envelope.payload();
    }
    return sealing
        .orElseThrow(
            () -> new IllegalArgumentException("the payload is encrypted, and there is no key"))
        .open(envelope.type(), envelope.payload());
  }
}
