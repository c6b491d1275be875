package io.buttress.redis;

import java.util.List;

/**
 * What a script has returned, and how far that is safe.
 *
 * @param answers for each run, as Jedis gives it
 * @param replicas how many replicas have everything that was written
 */
public record Replicated(List<Object> answers, long replicas) {}
