package io.buttress.jobs;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A job as it is.
 *
 * @param id its id
 * @param state where it is
 * @param at when it is due, its lease ends, it was buried, or it is forgotten; empty in other
 *     places
 * @param type its type
 * @param priority 0 to 9
 * @param payload its payload as JSON; what is encrypted and can't be read is shown as it is
 * @param created when it was added
 * @param claims how often a node has had it
 * @param failures how often it has failed
 * @param crashes how often its worker has gone
 * @param node the node that has it, or had it last
 * @param firstFailure when it failed first
 * @param progress what its handler has shown
 * @param result what it has returned, as JSON
 * @param errors what went wrong, the latest first; empty in lists
 */
public record JobDetail(
    String id,
    JobState state,
    Optional<Instant> at,
    String type,
    int priority,
    String payload,
    Instant created,
    int claims,
    int failures,
    int crashes,
    Optional<String> node,
    Optional<Instant> firstFailure,
    Optional<String> progress,
    Optional<String> result,
    List<JobError> errors) {
  /** Keeps the errors. */
  public JobDetail {
    errors = List.copyOf(errors);
  }

  /**
   * Something that went wrong.
   *
   * @param at when
   * @param node where
   * @param text message and trace, cut
   */
  public record JobError(Instant at, String node, String text) {}
}
