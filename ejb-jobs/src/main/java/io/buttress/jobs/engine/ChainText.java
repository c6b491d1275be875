package io.buttress.jobs.engine;

import java.time.Duration;

/** What follows a job in a chain, as an option of its envelope: id, delay in ms, envelope. */
final class ChainText {
  private ChainText() {}

  static String write(NewJob next) {
    return next.id() + ' ' + next.delay().toMillis() + ' ' + next.envelope().text();
  }

  static NewJob read(String text) {
    String[] parts = text.split(" ", 3);
    // Redis writes the version and the time before an envelope; here nobody has.
    Envelope.Stored stored = Envelope.read("1 0000000000000 " + parts[2]).orElseThrow();
    return new NewJob(parts[0], Duration.ofMillis(Long.parseLong(parts[1])), stored.envelope());
  }
}
