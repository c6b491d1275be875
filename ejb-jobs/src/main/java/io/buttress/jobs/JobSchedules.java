package io.buttress.jobs;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;

/**
 * Recurring jobs. They are kept in Redis and fire on whichever node notices first, once on all
 * nodes together; each fire is a job with the id {@code NAME:MILLIS}.
 *
 * <p>Where clocks go forward, a job at a given hour that would have been skipped is added when they
 * have; where they go back, it is added once. One of every hour or every few minutes goes by the
 * time that passes.
 */
public interface JobSchedules {
  /**
   * Sets a recurring job. If it is there already, with the same cron and zone, its next fire is
   * left alone.
   *
   * @param name unique in the queue of its jobs; 1 to 40 letters, digits, '.', '_', '-', ':' and
   *     '@'
   * @param cron as crontab has it: minute, hour, day of month, month, day of week
   * @param job what is added; without an id of its own
   * @throws IllegalArgumentException if the name or the expression can't be read, or never fires
   * @throws io.buttress.error.StoreUnavailableException if Redis can't be asked
   */
  void put(String name, String cron, ZoneId zone, MissedFires missed, JobRequest job);

  /**
   * Removes a recurring job; jobs that it has added stay.
   *
   * @return whether there was one
   * @throws io.buttress.error.StoreUnavailableException if Redis can't be asked
   */
  boolean remove(String queue, String name);

  /**
   * The recurring jobs of a queue, the next to fire first.
   *
   * @throws io.buttress.error.StoreUnavailableException if Redis can't be asked
   */
  List<Scheduled> list(String queue);

  /**
   * A recurring job.
   *
   * @param name its name
   * @param cron when it fires
   * @param zone the time zone of that
   * @param missed what becomes of missed fires
   * @param type the type of its jobs
   * @param next when it fires next
   */
  record Scheduled(
      String name, String cron, ZoneId zone, MissedFires missed, String type, Instant next) {}
}
