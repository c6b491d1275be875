/**
 * The runtime of one application: who owns the Redis client, the settings and the counters, and
 * when they end.
 */
@NullMarked
package io.buttress;

import org.jspecify.annotations.NullMarked;
