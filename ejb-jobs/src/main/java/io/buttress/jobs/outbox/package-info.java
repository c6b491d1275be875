/**
 * How jobs get from a table of the application's database into their queues. Not for users: it can
 * change at any time.
 */
@NullMarked
package io.buttress.jobs.outbox;

import org.jspecify.annotations.NullMarked;
