package io.buttress.jobs;

import java.time.Instant;
import java.util.Optional;

/**
 * Which jobs are meant.
 *
 * @param type of that type
 * @param text with that text in the payload
 * @param after created then or later
 * @param before created before then
 */
public record JobFilter(
    Optional<String> type,
    Optional<String> text,
    Optional<Instant> after,
    Optional<Instant> before) {
  /** All of them. */
  public static final JobFilter ALL =
      new JobFilter(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  /** Those of a type. */
  public static JobFilter ofType(String type) {
    return new JobFilter(Optional.of(type), Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** Whether a job is meant. */
  public boolean matches(JobDetail job) {
    return type.map(job.type()::equals).orElse(true)
        && text.map(job.payload()::contains).orElse(true)
        && after.map(time -> !job.created().isBefore(time)).orElse(true)
        && before.map(job.created()::isBefore).orElse(true);
  }
}
