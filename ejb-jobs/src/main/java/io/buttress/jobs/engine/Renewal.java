package io.buttress.jobs.engine;

/**
 * A lease that is to go on.
 *
 * @param progress to be shown, or empty
 */
public record Renewal(ClaimedJob job, String progress) {}
