/** How the cache does its work. Not for users. */
@NullMarked
package io.buttress.cache.internal;

import org.jspecify.annotations.NullMarked;
