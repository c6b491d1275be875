package io.buttress.jobs.engine;

import java.util.Optional;

/**
 * A batch that jobs belong to.
 *
 * @param id unique in its queue
 * @param total how many jobs it has
 * @param next the job that follows when all of them have ended; its delay does not count
 */
public record NewBatch(String id, int total, Optional<NewJob> next) {}
