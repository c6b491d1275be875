/** The stores of the features on Redis. The only package that knows the Redis client. */
@NullMarked
package io.buttress.redis;

import org.jspecify.annotations.NullMarked;
