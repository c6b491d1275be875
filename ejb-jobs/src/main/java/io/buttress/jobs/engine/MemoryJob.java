package io.buttress.jobs.engine;

import java.util.Comparator;

/** A job that waits. */
record MemoryJob(
    String queue, String id, long created, long due, int failures, long number, Envelope envelope) {
  /** Of those that are due: the most urgent first, and of these who could be started first. */
  static final Comparator<MemoryJob> ORDER =
      Comparator.comparingInt((MemoryJob job) -> -job.envelope().priority())
          .thenComparing(MemoryJob::due)
          .thenComparing(MemoryJob::number);

  /** Unique in all queues. */
  String name() {
    return name(queue, id);
  }

  static String name(String queue, String id) {
    return queue + ' ' + id;
  }

  MemoryJob again(long at, int failed) {
    return new MemoryJob(queue, id, created, at, failed, number, envelope);
  }

  /** Who waits for its own time waits for that of the other one then. */
  MemoryJob replacedBy(MemoryJob other) {
    long now = other.created();
    long at = due > now ? other.due() : due;
    return new MemoryJob(queue, id, now, at, failures, number, other.envelope());
  }
}
