/** How limits get into a JAX-RS runtime; no part of it is meant to be called by users. */
@NullMarked
package io.buttress.jaxrs.internal;

import org.jspecify.annotations.NullMarked;
