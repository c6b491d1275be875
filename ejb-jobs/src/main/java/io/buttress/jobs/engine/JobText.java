package io.buttress.jobs.engine;

import java.time.Duration;

/** A job that is to be added, as a text: id, delay in ms, envelope. */
public final class JobText {
  private JobText() {}

  /** Writes it. */
  public static String write(NewJob job) {
    return job.id() + ' ' + job.delay().toMillis() + ' ' + job.envelope().text();
  }

  /**
   * Reads it.
   *
   * @throws RuntimeException if it is no such text
   */
  public static NewJob read(String text) {
    String[] parts = text.split(" ", 3);
    // Redis writes the version and the time before an envelope; here nobody has.
    Envelope.Stored stored = Envelope.read("1 0000000000000 " + parts[2]).orElseThrow();
    return new NewJob(parts[0], Duration.ofMillis(Long.parseLong(parts[1])), stored.envelope());
  }
}
