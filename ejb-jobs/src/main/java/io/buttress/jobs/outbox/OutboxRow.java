package io.buttress.jobs.outbox;

import io.buttress.jobs.engine.JobText;
import io.buttress.jobs.engine.NewBatch;
import io.buttress.jobs.engine.NewJob;
import java.util.Optional;

/**
 * A job in the table.
 *
 * @param id unique in the table; not the job's id, of which there may be several
 * @param queue the queue that it goes to
 * @param batch the batch that it belongs to, as a text; empty: none
 * @param job the job, as a text
 */
record OutboxRow(String id, String queue, String batch, String job) {
  private static final String VERSION = "1 ";

  static OutboxRow of(String id, String queue, Optional<NewBatch> batch, NewJob job) {
    return new OutboxRow(
        id, queue, batch.map(OutboxRow::text).orElse(""), VERSION + JobText.write(job));
  }

  private static String text(NewBatch batch) {
    String next = batch.next().map(JobText::write).orElse("");
    return VERSION + batch.id() + ' ' + batch.total() + ' ' + next;
  }

  /** Whether rows are of one queue and one batch, so that one trip can bring them there. */
  String destination() {
    return queue + ' ' + batch;
  }

  /** Whether it is as this version writes it. */
  boolean isReadable() {
    return job.matches("(?s)1 \\S+ \\d+ \\d .+")
        && (batch.isEmpty() || batch.matches("(?s)1 \\S+ \\d+ .*"));
  }

  NewJob newJob() {
    return JobText.read(job.substring(VERSION.length()));
  }

  Optional<NewBatch> newBatch() {
    if (batch.isEmpty()) {
      return Optional.empty();
    }
    String[] parts = batch.substring(VERSION.length()).split(" ", 3);
    Optional<NewJob> next =
        parts[2].isEmpty() ? Optional.empty() : Optional.of(JobText.read(parts[2]));
    return Optional.of(new NewBatch(parts[0], Integer.parseInt(parts[1]), next));
  }
}
