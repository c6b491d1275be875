/**
 * What is a request, a stored response, a header, a problem? Views and values without a servlet or
 * JAX-RS type, so that the engines can be asked by either.
 */
@NullMarked
package io.buttress.http;

import org.jspecify.annotations.NullMarked;
