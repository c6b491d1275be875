package io.buttress.jobs.engine;

/**
 * A claim of a job.
 *
 * @param id the job's id
 * @param fence the number of the claim
 */
public record Lease(String id, long fence) {}
