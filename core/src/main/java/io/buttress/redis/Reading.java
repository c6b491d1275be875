package io.buttress.redis;

import java.util.List;

/**
 * What a look wants to read of the things under one key. Who wants the same on one trip gets the
 * same answer.
 *
 * @param entries the name of the hash
 * @param fields those of the hash that are wanted; of several the first that is there
 * @param marks whose purges are wanted, beside those that concern everything
 */
record Reading(String entries, List<String> fields, List<String> marks) {}
