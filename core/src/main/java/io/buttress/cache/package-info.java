/**
 * May this response be served, must it be revalidated, may it be stored, what does a request
 * invalidate? The decisions of RFC 9111, without a store.
 */
@NullMarked
package io.buttress.cache;

import org.jspecify.annotations.NullMarked;
