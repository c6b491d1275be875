package io.buttress.jobs.redis;

import io.buttress.jobs.JobDetail;
import io.buttress.jobs.JobDetail.JobError;
import io.buttress.jobs.JobState;
import io.buttress.jobs.engine.Envelope;
import io.buttress.jobs.engine.PayloadCodec;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads what {@code inspect.lua} tells of a job. */
final class DetailReader {
  static final int FIELDS = 12;

  private DetailReader() {}

  static JobDetail read(List<?> fields, List<String> errors, PayloadCodec codec) {
    String body = Reply.text(fields.get(3));
    // Of a newer version nothing is known but that it is there.
    Envelope.Stored stored = Envelope.read(body).orElseGet(() -> Envelope.unreadable(body));
    Envelope envelope = stored.envelope();
    long at = Reply.number(fields.get(2));
    return new JobDetail(
        Reply.text(fields.get(0)),
        JobState.valueOf(Reply.text(fields.get(1)).toUpperCase(Locale.ROOT)),
        at == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(at)),
        envelope.type(),
        envelope.priority(),
        payload(envelope, codec),
        Instant.ofEpochMilli(stored.createdMillis()),
        Reply.integer(fields.get(4)),
        number(fields.get(5)),
        number(fields.get(6)),
        text(fields.get(7)),
        text(fields.get(8)).map(millis -> Instant.ofEpochMilli(Long.parseLong(millis))),
        text(fields.get(9)),
        text(fields.get(10)),
        errors.stream().map(DetailReader::error).toList());
  }

  private static String payload(Envelope envelope, PayloadCodec codec) {
    try {
      return codec.text(envelope);
    } catch (IllegalArgumentException e) {
      return envelope.payload();
    }
  }

  private static int number(Object field) {
    return text(field).map(Integer::parseInt).orElse(0);
  }

  private static Optional<String> text(Object field) {
    return Optional.of(Reply.text(field)).filter(text -> !text.isEmpty());
  }

  private static JobError error(String text) {
    String[] parts = text.split(" ", 3);
    return new JobError(Instant.ofEpochMilli(Long.parseLong(parts[0])), parts[1], parts[2]);
  }
}
