/**
 * How limits are counted, keys are written and answers are worded. Nothing here is promised to
 * stay.
 */
@NullMarked
package io.buttress.ratelimit.internal;

import org.jspecify.annotations.NullMarked;
