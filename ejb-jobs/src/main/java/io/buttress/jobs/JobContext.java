package io.buttress.jobs;

import java.time.Duration;
import java.util.Optional;

/** What a handler knows of the job that it does. Safe for many threads. */
public interface JobContext {
  /** The job's id, the same on every attempt. */
  String id();

  /** The job's type. */
  String type();

  /** The queue that it came from. */
  String queue();

  /** Which attempt this is, from 1; attempts whose worker has crashed do not count. */
  int attempt();

  /** How often its worker has crashed. */
  int crashes();

  /** How long it may go on; empty: for as long as it likes. Zero if its time is over. */
  Optional<Duration> timeLeft();

  /**
   * Shows how far the job is, for operators; nobody need call this to keep the job, whose lease is
   * renewed anyway.
   *
   * @param text up to 200 characters; longer ones are cut
   */
  void progress(String text);

  /**
   * Whether the job should stop: its time is over, an operator has discarded it, this node stops,
   * or another one has it by now. The thread has been interrupted as well.
   */
  boolean isCancelled();

  /** The W3C trace context that the job continues. */
  Optional<String> traceparent();

  /**
   * What the job before it in a chain has returned.
   *
   * @return empty if it is the first, or if that returned nothing
   */
  <T> Optional<T> previousResult(Class<T> type);

  /** What the batch came to that this job follows. */
  Optional<BatchResult> batch();

  /**
   * What a batch came to.
   *
   * @param total how many jobs it had
   * @param failed how many of them were buried, discarded, expired or never added
   */
  record BatchResult(int total, int failed) {}
}
