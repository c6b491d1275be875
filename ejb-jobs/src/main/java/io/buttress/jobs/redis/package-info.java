/**
 * Where jobs are kept. The only package of this module that knows Redis. Not for users: it can
 * change at any time.
 */
@NullMarked
package io.buttress.jobs.redis;

import org.jspecify.annotations.NullMarked;
