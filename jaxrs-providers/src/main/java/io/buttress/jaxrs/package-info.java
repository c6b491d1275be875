/**
 * What must a JAX-RS application do to wear Buttress? Annotations, and the features that resolve
 * them once and act on each request.
 */
@NullMarked
package io.buttress.jaxrs;

import org.jspecify.annotations.NullMarked;
