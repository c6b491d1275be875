/** How the decisions are made. Not for users. */
@NullMarked
package io.buttress.idempotency.internal;

import org.jspecify.annotations.NullMarked;
