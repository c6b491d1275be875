/**
 * How jobs are worked off: plain code without threads, clocks, Redis or container of its own. Not
 * for users: it can change at any time.
 */
@NullMarked
package io.buttress.jobs.engine;

import org.jspecify.annotations.NullMarked;
