package io.buttress.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.buttress.cache.internal.Entry;
import io.buttress.cache.internal.EntryCodec;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What came back from Redis for a {@link Reading}; for all who wanted the same. */
final class Answer {
  private final List<byte @Nullable []> values;
  private final PurgeScores scores;
  private final @Nullable CommandRefusedException refusal;
  // Whoever is first reads the bytes for all; two at once do no harm.
  private volatile @Nullable Entry entry;

  /**
   * @param values those of the fields that were asked for; the last is that of 'vary'
   */
  Answer(List<byte @Nullable []> values, PurgeScores scores) {
    this.values = values;
    this.scores = scores;
    this.refusal = null;
  }

  /** Redis works, but what is there is of another type. */
  Answer(CommandRefusedException refusal) {
    this.values = List.of();
    this.scores = new PurgeScores(List.of(), List.of());
    this.refusal = refusal;
  }

  /**
   * This, if it is one.
   *
   * @throws CommandRefusedException if Redis refused the command
   */
  Answer orThrow() {
    if (refusal != null) {
      throw refusal;
    }
    return this;
  }

  byte @Nullable [] first() {
    for (int i = 0; i < values.size() - 1; i++) {
      if (values.get(i) != null) {
        return values.get(i);
      }
    }
    return null;
  }

  /** The names of 'vary': the youngest ticket and the names, apart by a space. */
  @Nullable List<String> names() {
    byte[] vary = values.get(values.size() - 1);
    if (vary == null) {
      return null;
    }
    String text = new String(vary, UTF_8);
    return List.of(text.substring(text.indexOf(' ') + 1).split(",", -1));
  }

  PurgeScores scores() {
    return scores;
  }

  /** The entry that these bytes are; empty if they are none. */
  Optional<Entry> entry(byte[] bytes) {
    if (entry == null) {
      entry = EntryCodec.decode(bytes).orElse(null);
    }
    return Optional.ofNullable(entry);
  }
}
