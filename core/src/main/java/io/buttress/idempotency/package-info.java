/**
 * Is this request new, running, done, or another one under the same key? The decisions behind the
 * {@code Idempotency-Key} header, without a store.
 */
@NullMarked
package io.buttress.idempotency;

import org.jspecify.annotations.NullMarked;
