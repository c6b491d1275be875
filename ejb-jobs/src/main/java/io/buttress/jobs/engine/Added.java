package io.buttress.jobs.engine;

import io.buttress.jobs.Enqueued;
import java.util.List;

/**
 * What came of adding jobs.
 *
 * @param jobs for each
 * @param replicas how many replicas have them; zero if nobody asked
 */
public record Added(List<Enqueued> jobs, int replicas) {}
