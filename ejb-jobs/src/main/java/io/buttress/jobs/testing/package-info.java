/**
 * For tests of applications that have jobs: no Redis, no threads, and a clock that can be moved.
 */
@NullMarked
package io.buttress.jobs.testing;

import org.jspecify.annotations.NullMarked;
