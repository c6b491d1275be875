package io.buttress.jobs.engine;

import io.buttress.jobs.JobRequest;
import io.buttress.jobs.Unique;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Makes of what an application asks for what is put into a queue. */
public final class JobWriter {
  private static final Duration REMEMBERED = Duration.ofHours(1);
  // Any two jobs can be a chain: written into the first, the second is at most three times as long.
  private static final int CHAIN_LIMITS = 4;

  private final PayloadCodec codec;
  private final JobIds ids;

  public JobWriter(PayloadCodec codec, JobIds ids) {
    this.codec = codec;
    this.ids = ids;
  }

  String newId() {
    return ids.next();
  }

  /** A job; its id is remembered if it is the caller's. */
  NewJob write(JobRequest request) {
    return write(request, Map.of());
  }

  NewJob write(JobRequest request, Map<Character, String> more) {
    Map<Character, String> options = new TreeMap<>(more);
    request.concurrencyKey().ifPresent(key -> options.put(Envelope.CONCURRENCY_KEY, key));
    request.unique().ifPresent(unique -> put(unique, options));
    request.retry().ifPresent(retry -> options.put(Envelope.RETRY, RetryText.write(retry)));
    request.timeout().ifPresent(time -> options.put(Envelope.TIMEOUT_MILLIS, millis(time)));
    request.expiry().ifPresent(time -> options.put(Envelope.LIFE_MILLIS, millis(time)));
    request.at().ifPresent(time -> options.put(Envelope.NOT_BEFORE, notBefore(time)));
    request.traceparent().ifPresent(header -> options.put(Envelope.TRACEPARENT, header));
    if (!request.delay().isZero()) {
      options.put(Envelope.DELAY_MILLIS, millis(request.delay()));
    }
    if (!request.retention().isZero()) {
      options.put(Envelope.RETENTION_MILLIS, millis(request.retention()));
    }
    if (request.id().isPresent()) {
      options.put(Envelope.REMEMBERED_MILLIS, millis(REMEMBERED));
    }
    if (codec.encrypts()) {
      options.put(Envelope.ENCRYPTED, Envelope.SET);
    }
    String payload = codec.write(request.type(), request.payload());
    return new NewJob(
        request.id().orElseGet(ids::next),
        request.delay(),
        new Envelope(request.priority(), options, request.type(), payload));
  }

  /**
   * The first of a chain, which carries the others: text in text in text.
   *
   * @throws IllegalArgumentException if that gets too long
   */
  NewJob chain(List<JobRequest> requests) {
    JobRequest first = requests.get(0);
    if (requests.size() == 1) {
      return write(first);
    }
    String rest = JobText.write(chain(requests.subList(1, requests.size())));
    int length = Envelope.encoded(rest).length();
    int most = CHAIN_LIMITS * Math.max(codec.most(), PayloadCodec.USUAL_MOST);
    if (length > most) {
      throw new IllegalArgumentException(
          String.format(
              "what follows the job of type %s in a chain takes %d bytes as it is written; at most"
                  + " %d are allowed: put the data elsewhere, and its id into the job",
              first.type(), length, most));
    }
    return write(first, Map.of(Envelope.CHAIN, rest));
  }

  private static void put(Unique unique, Map<Character, String> options) {
    options.put(Envelope.UNIQUE_KEY, unique.key());
    options.put(
        Envelope.IF_TAKEN,
        switch (unique.ifTaken()) {
          case REJECT -> "r";
          case KEEP -> "k";
          case REPLACE -> "p";
        });
    unique.lasting().ifPresent(time -> options.put(Envelope.UNIQUE_MILLIS, millis(time)));
  }

  private static String notBefore(Instant time) {
    // What is long past has no number of milliseconds.
    return time.isBefore(Instant.EPOCH) ? "0" : Long.toString(time.toEpochMilli());
  }

  private static String millis(Duration duration) {
    return Long.toString(duration.toMillis());
  }
}
