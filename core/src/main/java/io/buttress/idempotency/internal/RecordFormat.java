package io.buttress.idempotency.internal;

import io.buttress.http.Field;
import io.buttress.idempotency.EncryptionKey;
import io.buttress.idempotency.StoredAnswer;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * Outcomes as bytes.
 *
 * <pre>
 * record  = version (1) form content crc-32c-of-all-before
 * form    = 0: content is plain
 *         / 1: content is sealed, see {@link Seal}
 * plain   = fingerprint (16 bytes) kind [status fields body]
 * kind    = 0: not replayable / 1: an answer / 2: the container's error page
 * fields  = count *(length name length value)
 * </pre>
 *
 * Status and count have two bytes; lengths of names have two, those of values and the body four.
 */
public final class RecordFormat {
  private static final byte VERSION = 1;
  private static final byte PLAIN = 0;
  private static final byte SEALED = 1;
  private static final int HEAD = 2;
  private static final int CHECKSUM = 4;
  private static final int FINGERPRINT = 16;

  private final Optional<Seal> seal;

  /**
   * @param keys the first encrypts; none: records are plain
   */
  public RecordFormat(List<EncryptionKey> keys) {
    this.seal = keys.isEmpty() ? Optional.empty() : Optional.of(new Seal(keys));
  }

  /**
   * Writes a record.
   *
   * @param id the key it is for; a sealed record can be read for no other
   */
  public byte[] write(Recorded outcome, String id) {
    byte[] plain = plain(outcome);
    byte[] content = seal.map(s -> s.close(plain, id)).orElse(plain);
    ByteBuffer record = ByteBuffer.allocate(HEAD + content.length + CHECKSUM);
    record.put(VERSION).put(seal.isPresent() ? SEALED : PLAIN).put(content);
    return record.putInt(checksum(record.array(), HEAD + content.length)).array();
  }

  /**
   * Reads a record.
   *
   * @throws UnreadableRecordException if it is damaged, of another version, or sealed with a key
   *     that is not known
   */
  public Recorded read(byte[] record, String id) {
    int end = record.length - CHECKSUM;
    if (end < HEAD || ByteBuffer.wrap(record).getInt(end) != checksum(record, end)) {
      throw new UnreadableRecordException("is damaged");
    }
    if (record[0] != VERSION) {
      throw new UnreadableRecordException("is of version " + record[0]);
    }
    byte[] content = Arrays.copyOfRange(record, HEAD, end);
    try {
      return switch (record[1]) {
        case PLAIN -> outcome(ByteBuffer.wrap(content));
        case SEALED -> outcome(ByteBuffer.wrap(opened(content, id)));
        default -> throw new UnreadableRecordException("has an unknown form");
      };
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      throw new UnreadableRecordException("has a part that is too long");
    }
  }

  private byte[] opened(byte[] content, String id) {
    return seal.orElseThrow(
            () -> new UnreadableRecordException("is encrypted, and there is no key"))
        .open(content, id);
  }

  private static int checksum(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }

  private static byte[] plain(Recorded outcome) {
    int likely = outcome.answer().map(answer -> answer.body().length).orElse(0) + 256;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(likely);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.write(Arrays.copyOf(outcome.fingerprint(), FINGERPRINT));
      if (outcome.answer().isPresent()) {
        write(outcome.answer().get(), out);
      } else {
        out.writeByte(0);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void write(StoredAnswer answer, DataOutputStream out) throws IOException {
    out.writeByte(answer.errorPage() ? 2 : 1);
    out.writeShort(answer.status());
    out.writeShort(answer.fields().size());
    for (Field field : answer.fields()) {
      byte[] name = field.name().getBytes(StandardCharsets.UTF_8);
      byte[] value = field.value().getBytes(StandardCharsets.UTF_8);
      out.writeShort(name.length);
      out.write(name);
      out.writeInt(value.length);
      out.write(value);
    }
    out.writeInt(answer.body().length);
    out.write(answer.body());
  }

  private static Recorded outcome(ByteBuffer in) {
    byte[] fingerprint = bytes(in, FINGERPRINT);
    byte kind = in.get();
    return switch (kind) {
      case 0 -> new Recorded(fingerprint, Optional.empty());
      case 1, 2 -> new Recorded(fingerprint, Optional.of(answer(in, kind == 2)));
      default -> throw new UnreadableRecordException("has an unknown kind");
    };
  }

  private static StoredAnswer answer(ByteBuffer in, boolean errorPage) {
    int status = in.getShort();
    int count = in.getShort();
    List<Field> fields = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String name = text(in, in.getShort());
      fields.add(new Field(name, text(in, in.getInt())));
    }
    return new StoredAnswer(status, fields, bytes(in, in.getInt()), errorPage);
  }

  private static String text(ByteBuffer in, int length) {
    return new String(bytes(in, length), StandardCharsets.UTF_8);
  }

  /**
   * The next so many bytes.
   *
   * @throws BufferUnderflowException if there are less
   */
  static byte[] bytes(ByteBuffer in, int length) {
    if (length < 0 || length > in.remaining()) {
      throw new BufferUnderflowException();
    }
    byte[] bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }
}
