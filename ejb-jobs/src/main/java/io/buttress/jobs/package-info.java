/**
 * What work is still to be done, and who does it next? Background jobs on Redis, run by the
 * container's timers and threads.
 */
@NullMarked
package io.buttress.jobs;

import org.jspecify.annotations.NullMarked;
