/**
 * May this request pass, and when may the next? The algorithms, the policies and the store they are
 * counted in, without Redis.
 */
@NullMarked
package io.buttress.ratelimit;

import org.jspecify.annotations.NullMarked;
